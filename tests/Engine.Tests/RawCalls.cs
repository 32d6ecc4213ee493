using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace OpsFlow.Engine.Tests;

/// <summary>Calls by name, for which no generated client is needed.</summary>
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

    public static async Task<T> CallAsync<T>(
        this GrpcChannel channel,
        string method,
        IMessage request,
        MessageParser<T> parser,
        TimeSpan? timeout = null,
        string service = WorkflowService,
        CancellationToken token = default)
        where T : class, IMessage<T>
    {
        var described = new Method<IMessage, T>(
            MethodType.Unary, service, method,
            Marshallers.Create<IMessage>(m => m.ToByteArray(), _ => throw new NotSupportedException()),
            Marshallers.Create(m => m.ToByteArray(), parser.ParseFrom));
        var options = new CallOptions(
            deadline: timeout == Timeout.InfiniteTimeSpan ? null : DateTime.UtcNow + (timeout ?? TimeSpan.FromSeconds(60)),
            cancellationToken: token);
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
