using System.Diagnostics;

namespace OpsFlow.Platform.Telemetry;

/// <summary>
/// A span of workflow code. The real one, an <see cref="System.Diagnostics.Activity"/>, begins and ends at once: a
/// workflow may go on in another process, which no open span can. What stays is its context, so that spans below it
/// find their parent. On replay there is no real one.
/// </summary>
public class WorkflowDiagnosticActivity : IDisposable
{
    private static readonly AsyncLocal<WorkflowDiagnosticActivity?> s_asyncCurrent = new();

    private bool _disposed;

    private WorkflowDiagnosticActivity(
        WorkflowDiagnosticActivity? parent,
        ActivityContext context,
        Activity? activity,
        IReadOnlyCollection<KeyValuePair<string, object?>>? tags)
    {
        Parent = parent;
        Context = context;
        Activity = activity;
        Tags = tags;
        s_asyncCurrent.Value = this;
    }

    /// <summary>The span that the current code belongs to, or null.</summary>
    public static WorkflowDiagnosticActivity? Current => s_asyncCurrent.Value;

    /// <summary>The span around it, or null.</summary>
    public WorkflowDiagnosticActivity? Parent { get; }

    /// <summary>Its context; on replay that of the nearest span around it that has one.</summary>
    public ActivityContext Context { get; }

    /// <summary>The real span, which has ended; null on replay and where nobody listens.</summary>
    public Activity? Activity { get; }

    /// <summary>Its tags, which spans below it may inherit.</summary>
    public IReadOnlyCollection<KeyValuePair<string, object?>>? Tags { get; }

    /// <summary>Makes a span of another process the current one.</summary>
    public static WorkflowDiagnosticActivity AttachFromContext(
        ActivityContext context, IReadOnlyCollection<KeyValuePair<string, object?>>? tags = null) =>
        new(Current, context, null, tags);

    /// <summary>Ends its being current.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    internal static WorkflowDiagnosticActivity Attach(
        Activity? activity, IReadOnlyCollection<KeyValuePair<string, object?>>? tags) =>
        new(Current, activity?.Context ?? Current?.Context ?? default, activity, tags);

    /// <summary>Ends its being current.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            s_asyncCurrent.Value = Parent;
        }
    }
}
