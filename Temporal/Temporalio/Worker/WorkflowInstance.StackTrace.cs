using System.Diagnostics;

namespace Temporalio.Worker;

/// <summary>Where the workflow waits, for the built-in query.</summary>
internal sealed partial class WorkflowInstance
{
    private LinkedList<StackTrace>? _pendingTraces;

    private Func<Task> Traced(Func<Task> function)
    {
        if (_details.StackTrace == WorkflowStackTrace.None)
        {
            return function;
        }

        var traces = _pendingTraces ??= new();
        var node = traces.AddLast(Capture());
        return async () =>
        {
            try
            {
                await function().ConfigureAwait(true);
            }
            finally
            {
                traces.Remove(node);
            }
        };
    }

    private Func<Task<T>> Traced<T>(Func<Task<T>> function)
    {
        if (_details.StackTrace == WorkflowStackTrace.None)
        {
            return function;
        }

        var traces = _pendingTraces ??= new();
        var node = traces.AddLast(Capture());
        return async () =>
        {
            try
            {
                return await function().ConfigureAwait(true);
            }
            finally
            {
                traces.Remove(node);
            }
        };
    }

    private StackTrace Capture() => new(2, _details.StackTrace == WorkflowStackTrace.Normal);

    private string GetStackTrace() => string.Join("\n\n", (_pendingTraces ?? []).Select(trace =>
        string.Join("\n", trace.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => !l.Contains("Temporalio.Worker.WorkflowInstance") && !l.Contains("System.Threading")
                && !l.Contains("System.Runtime.CompilerServices"))
            .Select(l => l.TrimEnd())))
        .Where(t => t.Length > 0));
}
