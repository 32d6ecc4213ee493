using Microsoft.Extensions.Logging;

namespace Temporalio.Worker;

/// <summary>The logger of a run: silent on replay, and every line knows the run.</summary>
internal sealed class WorkflowLogger(ILogger inner, WorkflowInstance instance) : ILogger
{
    private Dictionary<string, object>? _scope;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => !instance.IsReplayingHistoryEvents && inner.IsEnabled(logLevel);

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        // A logger may use threads and timers; they have no effect on the workflow.
        using (instance.SuspendTracing())
        using (inner.BeginScope(_scope ??= instance.Info.ToLoggerScope()))
        using (instance.CurrentUpdateInfo is { } update ? inner.BeginScope(update.LoggerScope) : null)
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
