using System.Diagnostics;
using OpenTelemetry;
using Temporalio.Api.Common.V1;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace OpsFlow.Platform.Telemetry;

/// <content>Workflows.</content>
public partial class TracingInterceptor
{
    private sealed class WorkflowInbound(TracingInterceptor root, WorkflowInboundInterceptor next)
        : WorkflowInboundInterceptor(next)
    {
        public override void Init(WorkflowOutboundInterceptor outbound) =>
            base.Init(new WorkflowOutbound(root, outbound));

        public override async Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input)
        {
            using var scope = new Scope(root);
            using var span = Track("RunWorkflow", Workflow.Info.WorkflowType, null);
            try
            {
                var result = await base.ExecuteWorkflowAsync(input).ConfigureAwait(true);
                Mark("CompleteWorkflow", Workflow.Info.WorkflowType, DescribeRun);
                return result;
            }
            catch (Exception e)
            {
                MarkFailure(e, "CompleteWorkflow", Workflow.Info.WorkflowType);
                throw;
            }
        }

        public override async Task HandleSignalAsync(HandleSignalInput input)
        {
            using var scope = new Scope(root);
            using var span = Track("HandleSignal", input.Signal, input.Headers);
            try
            {
                await base.HandleSignalAsync(input).ConfigureAwait(true);
            }
            catch (Exception e)
            {
                // A signal handler that fails, fails its workflow.
                MarkFailure(e, "CompleteWorkflow", Workflow.Info.WorkflowType);
                throw;
            }
        }

        public override async Task<object?> HandleUpdateAsync(HandleUpdateInput input)
        {
            using var scope = new Scope(root);
            using var span = Track("HandleUpdate", input.Update, input.Headers);
            try
            {
                return await base.HandleUpdateAsync(input).ConfigureAwait(true);
            }
            catch (Exception e)
            {
                MarkFailure(e, "CompleteUpdate", input.Update);
                throw;
            }
        }

        public override object? HandleQuery(HandleQueryInput input)
        {
            using var scope = new Scope(root);
            using var span = Track("HandleQuery", input.Query, input.Headers, evenOnReplay: true);
            try
            {
                return base.HandleQuery(input);
            }
            catch (Exception e)
            {
                Record(span.Activity, e);
                throw;
            }
        }

        public override void ValidateUpdate(HandleUpdateInput input)
        {
            using var scope = new Scope(root);
            using var span = Track("ValidateUpdate", input.Update, input.Headers);
            try
            {
                base.ValidateUpdate(input);
            }
            catch (Exception e)
            {
                Record(span.Activity, e);
                throw;
            }
        }

        // What a run is found by in Temporal, its outcome among it, finds its trace too.
        private static void DescribeRun(Activity activity)
        {
            foreach (var (key, value) in Workflow.TypedSearchAttributes.UntypedValues)
            {
                activity.SetTag($"temporalSearchAttribute.{key.Name}", value);
            }
        }

        private static void Mark(string what, string name, Action<Activity>? update = null) =>
            WorkflowsSource.TrackWorkflowDiagnosticActivity($"{what}:{name}", updateActivity: update).Dispose();

        // A span of its own: the one around it has ended, maybe in another process.
        private static void MarkFailure(Exception e, string what, string name)
        {
            if (e is ContinueAsNewException)
            {
                return;
            }

            var completes = e is FailureException or OperationCanceledException;
            Mark(completes ? what : "WorkflowTaskFailure", name, activity => Record(activity, e));
        }

        private WorkflowDiagnosticActivity Track(
            string what, string name, IReadOnlyDictionary<string, Payload>? headers, bool evenOnReplay = false) =>
            WorkflowsSource.TrackWorkflowDiagnosticActivity(
                $"{what}:{name}",
                ActivityKind.Server,
                CreateInWorkflowTags(),
                root.HeadersToContext(headers) is { } context && context.ActivityContext != default
                    ? [new ActivityLink(context.ActivityContext)]
                    : null,
                evenOnReplay,
                inheritParentTags: false);
    }

    /// <summary>The context that the workflow was started with, around what runs in it.</summary>
    private sealed class Scope : IDisposable
    {
        private readonly Baggage _before = Baggage.Current;
        private readonly WorkflowDiagnosticActivity? _starter;

        public Scope(TracingInterceptor root)
        {
            if (root.HeadersToContext(Workflow.Info.Headers) is { } context)
            {
                Baggage.Current = context.Baggage;
                _starter = WorkflowDiagnosticActivity.AttachFromContext(context.ActivityContext);
            }
        }

        public void Dispose()
        {
            _starter?.Dispose();
            Baggage.Current = _before;
        }
    }

    private sealed class WorkflowOutbound(TracingInterceptor root, WorkflowOutboundInterceptor next)
        : WorkflowOutboundInterceptor(next)
    {
        public override ContinueAsNewException CreateContinueAsNewException(CreateContinueAsNewExceptionInput input) =>
            base.CreateContinueAsNewException(input with { Headers = Headers(input.Headers) });

        public override Task<TResult> ScheduleActivityAsync<TResult>(ScheduleActivityInput input) =>
            base.ScheduleActivityAsync<TResult>(
                input with { Headers = Traced(input.Headers, $"StartActivity:{input.Activity}") });

        public override Task<TResult> ScheduleLocalActivityAsync<TResult>(ScheduleLocalActivityInput input) =>
            base.ScheduleLocalActivityAsync<TResult>(
                input with { Headers = Traced(input.Headers, $"StartActivity:{input.Activity}") });

        public override Task SignalChildWorkflowAsync(SignalChildWorkflowInput input) =>
            base.SignalChildWorkflowAsync(
                input with { Headers = Traced(input.Headers, $"SignalChildWorkflow:{input.Signal}") });

        public override Task SignalExternalWorkflowAsync(SignalExternalWorkflowInput input) =>
            base.SignalExternalWorkflowAsync(
                input with { Headers = Traced(input.Headers, $"SignalExternalWorkflow:{input.Signal}") });

        public override Task<ChildWorkflowHandle<TWorkflow, TResult>> StartChildWorkflowAsync<TWorkflow, TResult>(
            StartChildWorkflowInput input) => base.StartChildWorkflowAsync<TWorkflow, TResult>(
                input with { Headers = Traced(input.Headers, $"StartChildWorkflow:{input.Workflow}") });

        private IDictionary<string, Payload> Traced(IDictionary<string, Payload>? headers, string name)
        {
            using var span = WorkflowsSource.TrackWorkflowDiagnosticActivity(name, ActivityKind.Client);
            return Headers(headers);
        }

        private IDictionary<string, Payload> Headers(IDictionary<string, Payload>? headers) => root.HeadersFromContext(
            headers, new(WorkflowDiagnosticActivity.Current?.Context ?? default, Baggage.Current));
    }
}
