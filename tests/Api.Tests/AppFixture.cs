using OpsFlow.Records.Waste;

namespace OpsFlow.Api.Tests;

/// <summary>One running program for all tests that need no settings of their own.</summary>
[CollectionDefinition(Name)]
public sealed class AppFixture : ICollectionFixture<AppFixture>, IAsyncLifetime
{
    public const string Name = "app";

    private readonly TempFolder _data = new();
    private readonly TempFolder _waste = new();

    public AppProcess App { get; private set; } = null!;

    public string Data => _data.Path;

    /// <summary>The program's copy of the rules of waste, which it reads again when it is edited.</summary>
    public string WasteData => _waste.Path;

    public async Task InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(CatalogFiles.Shipped, "*", SearchOption.AllDirectories))
        {
            _waste.Write(Path.GetRelativePath(CatalogFiles.Shipped, file), await File.ReadAllTextAsync(file));
        }

        App = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_GITHUB_WEBHOOK_SECRET"] = "github-webhook-secret",
            ["OPSFLOW_TEMPORAL_PORT"] = "0",
            ["OPSFLOW_WASTE_DATA"] = _waste.Path,
        });
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        _data.Dispose();
        _waste.Dispose();
    }
}
