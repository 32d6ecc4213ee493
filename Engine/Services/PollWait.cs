using Grpc.Core;
using OpsFlow.Engine.Executions;

namespace OpsFlow.Engine.Services;

/// <summary>
/// Ends a poll: after a minute, before the caller's deadline, when the caller goes or the server stops.
/// </summary>
internal sealed class PollWait : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _source;

    public PollWait(ServerCallContext context, ExecutionEngine engine)
    {
        var clock = engine.Clock.Inner;
        if (context.Deadline == DateTime.MaxValue)
        {
            throw Errors.InvalidArgument("Context timeout is not set.");
        }

        if (context.Deadline - clock.GetUtcNow().UtcDateTime < Shortest)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "Context timeout is too short."));
        }

        var patience = Requests.Patience(context, clock) is { } left && left < Longest ? left : Longest;
        _source = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, engine.Stopping);
        _source.CancelAfter(patience);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose() => _source.Dispose();
}
