namespace OpsFlow.Scenarios.Senders;

/// <summary>The shell sample as a real sender.</summary>
public sealed class CurlSampleTests
{
    private static string Script => Path.Combine(Counterparts.RepositoryRoot, "samples", "curl", "report-error.sh");

    [RequiresFact("curl", "openssl", "python3")]
    public async Task Report_RefusedForAWhile_IsSentAgain()
    {
        await using var receiver = new RefusingReceiver(503, 429);
        var (exitCode, _, error) = await ReportAsync(receiver.Url);
        Assert.Equal((0, ""), (exitCode, error));
        var requests = receiver.Requests.ToList();
        Assert.Equal([503, 429, 200], requests.Select(r => r.Status));
        SenderChecks.AssertReport(requests);
    }

    [RequiresFact("curl", "openssl", "python3")]
    public async Task Report_RefusedForGood_SaysSo()
    {
        await using var receiver = new RefusingReceiver(400);
        var (exitCode, _, error) = await ReportAsync(receiver.Url);
        Assert.Equal(1, exitCode);
        Assert.Contains("400", error, StringComparison.Ordinal);
        Assert.Single(receiver.Requests);
    }

    private static Task<(int ExitCode, string Output, string Error)> ReportAsync(string url) => Tool.TryRunAsync(
        "sh", [Script, url, "shop", "ValueError", "it's \"broken\""],
        input: "Traceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: broken\n",
        environment: ("OPSFLOW_WEBHOOK_SECRET", SenderChecks.Secret));
}
