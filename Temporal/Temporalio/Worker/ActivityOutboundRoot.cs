using Temporalio.Worker.Interceptors;

namespace Temporalio.Worker;

/// <summary>The end of the outbound chain.</summary>
internal sealed class ActivityOutboundRoot(RunningActivity running) : ActivityOutboundInterceptor
{
    /// <inheritdoc/>
    public override void Heartbeat(HeartbeatInput input) => running.Heartbeat(input.Details);
}
