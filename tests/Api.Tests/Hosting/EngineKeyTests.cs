using Temporalio.Client;

namespace OpsFlow.Api.Tests.Hosting;

public sealed class EngineKeyTests
{
    private const string Key = "key-of-this-machine-0123456789";

    [Fact]
    public async Task Start_WithAKeyForTheEmbeddedEngine_LetsNobodyInWithoutIt()
    {
        using var data = new TempFolder();
        var port = FreePort.Next();
        await using var app = await AppProcess.StartAsync(data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_TEMPORAL_PORT"] = $"{port}", ["TEMPORAL_API_KEY"] = Key,
        });

        using var workflows = await app.Http.GetAsync("api/v1/workflows");
        // A client says in this form that its first call was refused.
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => CountAsync(port, null));

        workflows.EnsureSuccessStatusCode();
        Assert.Contains("Unauthenticated", refused.Message, StringComparison.Ordinal);
        Assert.InRange(await CountAsync(port, Key), 0, 1000);
    }

    private static async Task<long> CountAsync(int port, string? key)
    {
        var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}")
        {
            ApiKey = key,
            Tls = new() { Disabled = true },
        });
        return (await client.CountWorkflowsAsync("WorkflowType = 'ErrorAnalysis'")).Count;
    }
}
