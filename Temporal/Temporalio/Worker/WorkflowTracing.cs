using System.Diagnostics.Tracing;
using Temporalio.Exceptions;

namespace Temporalio.Worker;

/// <summary>
/// Watches steps of workflows for tasks that leave their scheduler, and for timers of the framework. Either would run
/// workflow code at a time that no replay can repeat.
/// </summary>
/// <remarks>
/// The runtime's own events tell, and they come on the thread that causes them. They cost every task of the process
/// something, so they are on only as long as a worker or replayer wants them.
/// </remarks>
internal sealed class WorkflowTracing : IDisposable
{
    private static readonly Lock Guard = new();
    private static int users;
    private static Listener? listener;

    [ThreadStatic]
    private static WorkflowTracing? current;

    private readonly WorkflowInstance _instance;

    private WorkflowTracing(WorkflowInstance instance) => _instance = instance;

    /// <summary>The first task that left, if any.</summary>
    public InvalidWorkflowSchedulerException? Violation { get; private set; }

    /// <summary>Switches the runtime's events on until the result is disposed.</summary>
    /// <returns>Switches them off, if nobody else wants them.</returns>
    public static IDisposable Enable()
    {
        lock (Guard)
        {
            users++;
            listener ??= new Listener();
        }

        return new Use();
    }

    /// <summary>Begins to watch the calling thread.</summary>
    /// <param name="instance">The workflow.</param>
    /// <returns>Ends the watch when disposed.</returns>
    public static WorkflowTracing Watch(WorkflowInstance instance) => current = new(instance);

    /// <inheritdoc/>
    public void Dispose() => current = null;

    private void OnEvent(string what)
    {
        if (Violation is null && !_instance.TracingSuspended)
        {
            Violation = new InvalidWorkflowSchedulerException(
                $"Workflow code left the workflow's scheduler ({what}). Use Workflow.DelayAsync, Workflow.RunTaskAsync, "
                + "Workflow.WhenAnyAsync and the like, and neither ConfigureAwait(false) nor a cancellation source with a timeout",
                Environment.StackTrace);
        }
    }

    private sealed class Use : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
            {
                return;
            }

            lock (Guard)
            {
                if (--users == 0)
                {
                    listener?.Dispose();
                    listener = null;
                }
            }
        }
    }

    private sealed class Listener : EventListener
    {
        // Keywords and ids of the runtime's TplEventSource and FrameworkEventSource.
        private const EventKeywords TaskTransfer = (EventKeywords)0x1;
        private const EventKeywords ThreadTransfer = (EventKeywords)0x10;
        private const int TaskScheduled = 7;
        private const int ContinuationScheduled = 12;
        private const int ThreadTransferSend = 150;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            switch (eventSource.Name)
            {
                case "System.Threading.Tasks.TplEventSource":
                    EnableEvents(eventSource, EventLevel.Informational, TaskTransfer);
                    break;
                case "System.Diagnostics.Eventing.FrameworkEventSource":
                    EnableEvents(eventSource, EventLevel.Informational, ThreadTransfer);
                    break;
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (current is not { } watch)
            {
                return;
            }

            if (eventData.EventId == ThreadTransferSend)
            {
                watch.OnEvent("a timer of the framework");
            }
            else if (eventData.EventId == ContinuationScheduled)
            {
                // Written only for one that goes to the thread pool.
                watch.OnEvent("a continuation on the thread pool, as of ConfigureAwait(false)");
            }
            else if (eventData.EventId == TaskScheduled
                && eventData.Payload is [int scheduler, ..] && scheduler != watch._instance.Id)
            {
                watch.OnEvent($"a task on scheduler {scheduler}");
            }
        }
    }
}
