namespace OpsFlow.Scenarios.Senders;

/// <summary>The Go sample, compiled and run, as a real sender.</summary>
public sealed class GoSampleTests(ITestOutputHelper output)
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

    private static async Task<SenderProcess> StartAsync(string url, string serverName)
    {
        var program = Path.Combine(Directory.CreateTempSubdirectory("opsflow-go-").FullName, "shop");
        await Tool.RunAsync("go", ["build", "-o", program, "."], Source);
        return await SenderProcess.StartAsync(
            program,
            port => [$"{port}"],
            Path.GetTempPath(),
            "orders/full/prices",
            ("OPSFLOW_URL", url),
            ("OPSFLOW_SERVER_NAME", serverName),
            ("OPSFLOW_WEBHOOK_SECRET", SenderChecks.Secret));
    }
}
