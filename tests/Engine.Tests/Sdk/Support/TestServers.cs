namespace OpsFlow.Engine.Tests.Sdk.Support;

/// <summary>Starts each server once for the whole test run and ends it with the run.</summary>
internal static class TestServers
{
    /// <summary>The engine's program.</summary>
    public static string EnginePath { get; } = Path.Combine(
        AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "OpsFlow.Engine.exe" : "OpsFlow.Engine");

    private static readonly Lazy<Task<DevServer>> Ours = new(() => StartAsync(EnginePath));

    private static readonly Lazy<Task<DevServer>> Official = new(() => StartAsync(Counterparts.Program("temporal")!));

    public static string? OfficialMissing { get; } = Counterparts.ReasonToSkip(Counterparts.OfficialServer);

    public static async Task<TemporalClient> ClientAsync(ServerKind kind) =>
        (await (kind == ServerKind.Ours ? Ours : Official).Value).Client;

    private static async Task<DevServer> StartAsync(string program)
    {
        var server = await DevServer.StartAsync(
            program,
            [
                "--dynamic-config-value", "frontend.workerVersioningDataAPIs=true",
                .. new[] { "Keyword", "Int", "Text", "Bool", "Double", "Datetime", "KeywordList" }
                    .SelectMany(type => new[] { "--search-attribute", $"Test{type}={type}" }),
            ]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return server;
    }
}
