using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using OpsFlow.Engine.Hosting;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Tests.Hosting;

public sealed class RequestSilenceTests
{
    [Fact]
    public async Task Call_WithEverythingLogged_LogsNothingOfTheRequestItself()
    {
        using var loggers = new Recorder();
        await using var host = await EngineHost.StartAsync(new EngineOptions(), loggers);
        using var channel = RawCalls.Channel(host.Address);

        await channel.CallAsync(
            "GetSystemInfo",
            new GetSystemInfoRequest(),
            GetSystemInfoResponse.Parser);

        // What starts and listens is logged as ever.
        Assert.Contains(loggers.Categories, c => c.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal));
        Assert.DoesNotContain("Microsoft.AspNetCore.Hosting.Diagnostics", loggers.Categories);
        Assert.DoesNotContain("Grpc.AspNetCore.Server.ServerCallHandler", loggers.Categories);
    }

    /// <summary>Takes everything and keeps what category it is of.</summary>
    private sealed class Recorder : ILoggerFactory
    {
        private readonly ConcurrentDictionary<string, bool> _categories = new();

        public ICollection<string> Categories => _categories.Keys;

        public ILogger CreateLogger(string categoryName) => new Logger(() => _categories[categoryName] = true);

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        private sealed class Logger(Action log) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => log();
        }
    }
}
