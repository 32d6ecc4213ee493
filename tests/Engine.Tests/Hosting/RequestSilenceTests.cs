using Microsoft.Extensions.Logging;

namespace OpsFlow.Engine.Tests.Hosting;

public sealed class RequestSilenceTests
{
    [Fact]
    public async Task Call_WithEverythingLogged_LogsNothingOfTheRequestItself()
    {
        using var log = new ErrorLog(LogLevel.Trace);
        using var loggers = log.CreateFactory();
        await using var host = await EngineHost.StartAsync(new EngineOptions(), loggers);
        using var channel = RawCalls.Channel(host.Address);

        await channel.CallAsync<GetSystemInfoResponse>(new GetSystemInfoRequest());

        // What starts and listens is logged as ever.
        var categories = log.Entries.Select(e => e.Category).ToHashSet();
        Assert.Contains(categories, c => c.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal));
        Assert.DoesNotContain("Microsoft.AspNetCore.Hosting.Diagnostics", categories);
        Assert.DoesNotContain("Grpc.AspNetCore.Server.ServerCallHandler", categories);
    }
}
