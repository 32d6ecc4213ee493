using Microsoft.Extensions.Logging;

namespace OpsFlow.Engine.Tests;

/// <summary>Collects what a server logs about itself at a level or above.</summary>
internal sealed class ErrorLog(LogLevel level = LogLevel.Error) : ILoggerProvider
{
    public ConcurrentQueue<(string Category, string Text)> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName, level);

    public ILoggerFactory CreateFactory() => LoggerFactory.Create(b => b.SetMinimumLevel(level).AddProvider(this));

    public void Dispose()
    {
    }

    private sealed class Logger(ErrorLog log, string category, LogLevel level) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= level;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Entries.Enqueue((category, $"{formatter(state, exception)} {exception}"));
            }
        }
    }
}
