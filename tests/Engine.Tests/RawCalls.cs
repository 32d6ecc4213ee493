using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace OpsFlow.Engine.Tests;

/// <summary>Calls by the type of their answer, for which no generated client is needed.</summary>
internal static class RawCalls
{
    public const string WorkflowService = "temporal.api.workflowservice.v1.WorkflowService";

    public static GrpcChannel Channel(string address, SocketsHttpHandler? handler = null) => GrpcChannel.ForAddress(
        handler is null ? $"http://{address}" : $"https://{address}",
        new GrpcChannelOptions
        {
            HttpHandler = handler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
        });

    /// <summary>A request that names no namespace is about the default one.</summary>
    public static async Task<T> CallAsync<T>(
        this GrpcChannel channel,
        IMessage request,
        TimeSpan? timeout = null,
        string? method = null,
        Metadata? headers = null,
        CancellationToken token = default)
        where T : class, IMessage<T>, new()
    {
        if (request.Descriptor.FindFieldByName("namespace") is { FieldType: FieldType.String } field
            && field.Accessor.GetValue(request) is "")
        {
            field.Accessor.SetValue(request, TestServer.Namespace);
        }

        var answer = new T().Descriptor;
        var described = new Method<IMessage, T>(
            MethodType.Unary,
            answer.File.Package + (answer.File.Package switch
            {
                "temporal.api.operatorservice.v1" => ".OperatorService",
                "temporal.api.testservice.v1" => ".TestService",
                _ => ".WorkflowService",
            }),
            method ?? answer.Name[..^"Response".Length],
            Marshallers.Create<IMessage>(m => m.ToByteArray(), _ => throw new NotSupportedException()),
            Marshallers.Create(m => m.ToByteArray(), new MessageParser<T>(() => new T()).ParseFrom));
        var options = new CallOptions(
            headers,
            timeout == Timeout.InfiniteTimeSpan ? null : DateTime.UtcNow + (timeout ?? TimeSpan.FromSeconds(60)),
            token);
        try
        {
            return await channel.CreateCallInvoker().AsyncUnaryCall(described, null, options, request);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && token.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Status.Detail, e, token);
        }
    }
}
