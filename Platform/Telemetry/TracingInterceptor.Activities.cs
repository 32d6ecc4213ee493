using System.Diagnostics;
using OpenTelemetry;
using Temporalio.Worker.Interceptors;

namespace OpsFlow.Platform.Telemetry;

/// <content>Activities.</content>
public partial class TracingInterceptor
{
    private sealed class ActivityInbound(TracingInterceptor root, ActivityInboundInterceptor next)
        : ActivityInboundInterceptor(next)
    {
        public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
        {
            var context = root.HeadersToContext(input.Headers);
            if (context is { } received)
            {
                // Of this asynchronous flow only, which ends with the activity.
                Baggage.Current = received.Baggage;
            }

            using var activity = ActivitiesSource.StartActivity(
                $"RunActivity:{input.Activity.Name}",
                ActivityKind.Server,
                context?.ActivityContext ?? default,
                CreateInActivityTags());
            try
            {
                return await base.ExecuteActivityAsync(input).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                Record(activity, e);
                throw;
            }
        }
    }
}
