namespace OpsFlow.Scenarios.Senders;

/// <summary>The Go sample, compiled and run, as a real sender.</summary>
public sealed class GoSampleTests(GoSampleTests.Build build, ITestOutputHelper output)
    : IClassFixture<GoSampleTests.Build>
{
    private static string Source => Path.Combine(Counterparts.RepositoryRoot, "samples", "go");

    [RequiresFact("go")]
    public async Task Error_OfTheSample_IsAnalyzed()
    {
        using var folder = new TempFolder();
        var files = Directory.GetFiles(Source, "*.go").ToDictionary(f => Path.GetFileName(f), File.ReadAllText);
        await SenderChecks.IsReportedAsync(StartAsync, folder.Path, files, "go", "main.go", output);
    }

    [RequiresFact("go")]
    public Task Errors_WhileOpsFlowIsDownOrSilent_AreAnsweredWithoutDelay() =>
        SenderChecks.IsNotDelayedAsync(StartAsync, output);

    [RequiresFact("go")]
    public Task Error_RefusedForAWhile_IsSentAgain() => SenderChecks.IsSentAgainAsync(StartAsync);

    [RequiresFact("go")]
    public Task Error_RefusedForGood_IsNotSentAgain() => SenderChecks.IsGivenUpAsync(StartAsync);

    private Task<SenderProcess> StartAsync(string url, string serverName) => SenderProcess.StartAsync(
        build.Program,
        port => [$"{port}"],
        Path.GetTempPath(),
        "orders/full/prices",
        ("OPSFLOW_URL", url),
        ("OPSFLOW_SERVER_NAME", serverName),
        ("OPSFLOW_WEBHOOK_SECRET", SenderChecks.Secret));

    /// <summary>The sample, compiled.</summary>
    public sealed class Build : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();

        public string Program => Path.Combine(_folder.Path, "shop");

        public async Task InitializeAsync()
        {
            if (Counterparts.ReasonToSkip("go") is null)
            {
                await Tool.RunAsync("go", ["build", "-o", Program, "."], Source);
            }
        }

        public Task DisposeAsync()
        {
            _folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
