namespace OpsFlow.Scenarios.Senders;

/// <summary>The Python sample as a real sender.</summary>
public sealed class PythonSampleTests(ITestOutputHelper output)
{
    private static string Source => Path.Combine(Counterparts.RepositoryRoot, "samples", "python");

    [RequiresFact("python3")]
    public async Task Error_OfTheSample_IsAnalyzed()
    {
        using var folder = new TempFolder();
        var files = Directory.GetFiles(Source, "*.py").ToDictionary(f => Path.GetFileName(f), File.ReadAllText);
        await SenderChecks.IsReportedAsync(StartAsync, folder.Path, files, "python", "shop.py", output);
    }

    [RequiresFact("python3")]
    public Task Errors_WhileOpsFlowIsDownOrSilent_AreAnsweredWithoutDelay() =>
        SenderChecks.IsNotDelayedAsync(StartAsync, output);

    [RequiresFact("python3")]
    public Task Error_RefusedForAWhile_IsSentAgain() => SenderChecks.IsSentAgainAsync(StartAsync);

    [RequiresFact("python3")]
    public Task Error_RefusedForGood_IsNotSentAgain() => SenderChecks.IsGivenUpAsync(StartAsync);

    private static Task<SenderProcess> StartAsync(string url, string serverName) => SenderProcess.StartAsync(
        "python3",
        port => ["-B", "shop.py", $"{port}"],
        Source,
        "orders/full/prices",
        ("OPSFLOW_URL", url),
        ("OPSFLOW_SERVER_NAME", serverName),
        ("OPSFLOW_WEBHOOK_SECRET", SenderChecks.Secret));
}
