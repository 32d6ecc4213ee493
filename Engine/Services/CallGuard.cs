using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Storage;

namespace OpsFlow.Engine.Services;

/// <summary>
/// Stands before every method: asks for the key, and turns what handlers throw into what callers understand.
/// </summary>
/// <param name="apiKey">The key that callers must send; null or empty for none.</param>
/// <param name="logger">Told of errors that nobody foresaw.</param>
internal sealed class CallGuard(string? apiKey, ILogger logger) : Interceptor
{
    private const string VersionsHeader = "supported-server-versions";

    /// <summary>The last range that was found to have this server: clients send the same one with each call.</summary>
    private string? _knownBy;

    private readonly byte[]? _key = string.IsNullOrEmpty(apiKey) ? null : Encoding.UTF8.GetBytes("Bearer " + apiKey);

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Authorize(context);
        RequireKnownVersion(context);
        try
        {
            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (RpcException or OperationCanceledException)
            || (e is OperationCanceledException && !context.CancellationToken.IsCancellationRequested))
        {
            throw Translate(e, context);
        }
    }

    // Watching the health and asking for descriptions, which fail in no way of ours.
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Authorize(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Authorize(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Authorize(ServerCallContext context)
    {
        if (_key is not null && !CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(context.RequestHeaders.GetValue("authorization") ?? ""), _key))
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "Request unauthorized."));
        }
    }

    /// <summary>
    /// A client may say which servers it knows; one that does not know this one would only misunderstand it.
    /// </summary>
    private void RequireKnownVersion(ServerCallContext context)
    {
        // Not by the call's metadata, which would be made of all headers.
        string? versions = context.GetHttpContext().Request.Headers[VersionsHeader];
        if (string.IsNullOrEmpty(versions) || versions == _knownBy)
        {
            return;
        }

        try
        {
            if (!VersionRange.Contains(versions, Version.Parse(WorkflowServiceHandlers.ServerVersion)))
            {
                throw Errors.VersionNotSupported(WorkflowServiceHandlers.ServerVersion, versions);
            }
        }
        catch (FormatException e)
        {
            throw Errors.InvalidArgument($"Unable to parse the supported server versions: {e.Message}");
        }

        _knownBy = versions;
    }

    private RpcException Translate(Exception error, ServerCallContext context)
    {
        if (error is StoreException stored)
        {
            return Errors.Of(stored);
        }

        // Whatever a handler missed is the caller's INTERNAL and the operator's log line.
        Log.CallFailed(logger, context.Method, error);
        return new RpcException(new Status(StatusCode.Internal, $"{error.GetType().Name}: {error.Message}", error));
    }
}
