using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Temporalio.Api.WorkflowService.V1;
using UnaryGrpc;

namespace Temporal.DevServer.Tests.Hosting;

public sealed class RequestSilenceTests
{
    [Fact]
    public async Task Call_WithEverythingLogged_LogsNothingOfTheRequestItself()
    {
        using var loggers = new Recorder();
        await using var host = await DevServerHost.StartAsync(new DevServerOptions(), loggers);
        using var channel = new GrpcChannel(host.Address);

        await channel.CallAsync(
            "/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo",
            new GetSystemInfoRequest(),
            GetSystemInfoResponse.Parser,
            new GrpcCallOptions { Timeout = TimeSpan.FromSeconds(60) });

        // What starts and listens is logged as ever.
        Assert.Contains(loggers.Categories, c => c.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal));
        Assert.DoesNotContain("Microsoft.AspNetCore.Hosting.Diagnostics", loggers.Categories);
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
