namespace OpsFlow.Api.Tests;

/// <summary>One running program for all tests that need no settings of their own.</summary>
[CollectionDefinition(Name)]
public sealed class AppFixture : ICollectionFixture<AppFixture>, IAsyncLifetime
{
    public const string Name = "app";

    private readonly TempFolder _data = new();

    public AppProcess App { get; private set; } = null!;

    public string Data => _data.Path;

    public async Task InitializeAsync() => App = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
    {
        ["OPSFLOW_GITHUB_WEBHOOK_SECRET"] = "github-webhook-secret",
        ["OPSFLOW_TEMPORAL_PORT"] = "0",
    });

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        _data.Dispose();
    }
}
