namespace OpsFlow.Api.Tests;

/// <summary>One running program for the tests of a class.</summary>
public sealed class AppFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();

    public AppProcess App { get; private set; } = null!;

    public string Data => _data.Path;

    public async Task InitializeAsync() => App = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
    {
        ["OPSFLOW_GITHUB_WEBHOOK_SECRET"] = "github-webhook-secret",
    });

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        _data.Dispose();
    }
}
