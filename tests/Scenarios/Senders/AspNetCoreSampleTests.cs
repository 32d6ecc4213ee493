namespace OpsFlow.Scenarios.Senders;

/// <summary>The ASP.NET Core sample as a real sender.</summary>
public sealed class AspNetCoreSampleTests(ITestOutputHelper output)
{
    private static string Source => Path.Combine(Counterparts.RepositoryRoot, "samples", "aspnetcore");

    [Fact]
    public async Task Error_OfTheSample_IsAnalyzedAndPublished()
    {
        using var folder = new TempFolder();
        var files = Directory.GetFiles(Source, "*.cs")
            .ToDictionary(f => $"samples/aspnetcore/{Path.GetFileName(f)}", File.ReadAllText);
        await SenderChecks.ReportsAndIsFixedAsync(
            StartAsync, folder.Path, files, "csharp", null, "samples/aspnetcore/OrderStatistics.cs", output);
    }

    [Fact]
    public Task Errors_WhileOpsFlowIsDownOrSilent_AreAnsweredWithoutDelay() =>
        SenderChecks.IsNotDelayedAsync(StartAsync, output);

    [Fact]
    public Task Error_RefusedForAWhile_IsSentAgain() => SenderChecks.IsSentAgainAsync(StartAsync);

    [Fact]
    public Task Error_RefusedForGood_IsNotSentAgain() => SenderChecks.IsGivenUpAsync(StartAsync);

    private static Task<SenderProcess> StartAsync(string url, string serverName)
    {
        var dll = Path.Combine(
            Counterparts.RepositoryRoot, "artifacts", "bin", "OpsFlow.Samples.AspNetCore",
            new DirectoryInfo(AppContext.BaseDirectory).Name, "shop.dll");
        return SenderProcess.StartAsync(
            "dotnet",
            port => [dll, "--urls", $"http://127.0.0.1:{port}", "--OpsFlow:Url", url, "--OpsFlow:ServerName",
                serverName, "--OpsFlow:WebhookSecret", SenderChecks.Secret, "--Logging:LogLevel:Default", "None"],
            Path.GetTempPath(),
            "orders/full/prices");
    }
}
