using System.Diagnostics;
using Temporalio.Workflows;

namespace OpsFlow.Platform.Telemetry;

/// <summary>Makes spans of workflow code.</summary>
public static class ActivitySourceExtensions
{
    /// <summary>Makes a span of workflow code, which is the current one until it is disposed. On replay there is none,
    /// only its place.</summary>
    /// <exception cref="InvalidOperationException">This is no workflow code.</exception>
    public static WorkflowDiagnosticActivity TrackWorkflowDiagnosticActivity(
        this ActivitySource source,
        string name,
        ActivityKind kind = ActivityKind.Internal,
        IEnumerable<KeyValuePair<string, object?>>? tags = null,
        IEnumerable<ActivityLink>? links = null,
        bool evenOnReplay = false,
        bool inheritParentTags = true,
        Action<Activity>? updateActivity = null)
    {
        if (!Workflow.InWorkflow)
        {
            throw new InvalidOperationException("Not in workflow");
        }

        KeyValuePair<string, object?>[] own = [.. tags ?? []];
        var inherited = inheritParentTags ? WorkflowDiagnosticActivity.Current?.Tags ?? [] : [];
        KeyValuePair<string, object?>[] all =
            [.. inherited.Where(i => own.All(o => o.Key != i.Key)), .. own];
        var activity = evenOnReplay || !Workflow.Unsafe.IsReplayingHistoryEvents
            ? Workflow.Unsafe.WithTracingEventListenerDisabled(
                () => Create(source, name, kind, all, links, updateActivity))
            : null;
        return WorkflowDiagnosticActivity.Attach(activity, all);
    }

    private static Activity? Create(
        ActivitySource source,
        string name,
        ActivityKind kind,
        IEnumerable<KeyValuePair<string, object?>> tags,
        IEnumerable<ActivityLink>? links,
        Action<Activity>? updateActivity)
    {
        // Workflow code has no span of its own thread: whatever is current there is an accident.
        var before = Activity.Current;
        Activity.Current = null;
        try
        {
            var parent = WorkflowDiagnosticActivity.Current?.Context ?? default;
            var activity = source.StartActivity(name, kind, parent, tags, links);
            if (activity is not null)
            {
                updateActivity?.Invoke(activity);
                activity.Stop();
            }

            return activity;
        }
        finally
        {
            Activity.Current = before;
        }
    }
}
