namespace OpsFlow.Scenarios.Senders;

/// <summary>The Express sample as a real sender.</summary>
public sealed class ExpressSampleTests(ITestOutputHelper output)
{
    private static string Source => Path.Combine(Counterparts.RepositoryRoot, "samples", "express");

    [RequiresFact(Counterparts.Express)]
    public async Task Error_OfTheSample_IsAnalyzed()
    {
        using var folder = new TempFolder();
        var files = Directory.GetFiles(Source, "*.js").ToDictionary(f => Path.GetFileName(f), File.ReadAllText);
        await SenderChecks.IsReportedAsync(StartAsync, folder.Path, files, "javascript", "shop.js", output);
    }

    [RequiresFact(Counterparts.Express)]
    public Task Errors_WhileOpsFlowIsDownOrSilent_AreAnsweredWithoutDelay() =>
        SenderChecks.IsNotDelayedAsync(StartAsync, output);

    [RequiresFact(Counterparts.Express)]
    public Task Error_RefusedForAWhile_IsSentAgain() => SenderChecks.IsSentAgainAsync(StartAsync);

    [RequiresFact(Counterparts.Express)]
    public Task Error_RefusedForGood_IsNotSentAgain() => SenderChecks.IsGivenUpAsync(StartAsync);

    private static Task<SenderProcess> StartAsync(string url, string serverName) => SenderProcess.StartAsync(
        "node",
        port => [Path.Combine(Source, "shop.js"), $"{port}"],
        Source,
        "orders/full/prices",
        ("OPSFLOW_URL", url),
        ("OPSFLOW_SERVER_NAME", serverName),
        ("OPSFLOW_WEBHOOK_SECRET", SenderChecks.Secret),
        ("NODE_PATH", NpmPackages.Express.PathOf()));
}
