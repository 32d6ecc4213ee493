using Temporalio.Worker.Interceptors;

namespace Temporalio.Worker;

/// <summary>The end of the inbound chain: it calls the activity.</summary>
internal sealed class ActivityInboundRoot(RunningActivity running) : ActivityInboundInterceptor
{
    /// <inheritdoc/>
    public override void Init(ActivityOutboundInterceptor outbound) => running.Context.Outbound = outbound;

    /// <inheritdoc/>
    public override Task<object?> ExecuteActivityAsync(ExecuteActivityInput input) =>
        input.Activity.InvokeAsync(input.Args);
}
