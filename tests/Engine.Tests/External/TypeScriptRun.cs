namespace OpsFlow.Engine.Tests.External;

/// <summary>
/// One run of all checks of the official TypeScript SDK: a worker on one server, and servers that it starts.
/// </summary>
public sealed class TypeScriptRun : IAsyncLifetime
{
    /// <summary>What each check printed: empty when it passed.</summary>
    internal Dictionary<string, string> Results { get; } = new(StringComparer.Ordinal);

    internal string Output { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (Counterparts.ReasonToSkip(Counterparts.TypeScriptSdk) is not null)
        {
            return;
        }

        await using var server = await EngineHost.StartAsync(new EngineOptions
        {
            SearchAttributes = new Dictionary<string, IndexedValueType>
            {
                ["CustomBool"] = IndexedValueType.Bool,
                ["CustomDate"] = IndexedValueType.Datetime,
                ["CustomDouble"] = IndexedValueType.Double,
                ["CustomInt"] = IndexedValueType.Int,
                ["CustomKeyword"] = IndexedValueType.Keyword,
                ["CustomList"] = IndexedValueType.KeywordList,
                ["CustomText"] = IndexedValueType.Text,
            },
        });
        using var folder = new TempFolder();
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "TypeScript")))
        {
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        }

        Directory.CreateSymbolicLink(
            Path.Combine(folder.Path, "node_modules"), NpmPackages.TemporalSdk.PathOf());
        // The servers that the SDK starts have seconds to come up: they come first, alone.
        Output = await RunAsync(folder, "environments.js", TestServers.EnginePath)
            + await RunAsync(folder, "checks.js", server.Address);
        foreach (var line in Output.Split('\n'))
        {
            var words = line.Split(' ', 3);
            if (words is ["ok", var passed, ..])
            {
                Results[passed] = "";
            }
            else if (words is ["FAILED", var failed, ..])
            {
                Results[failed.TrimEnd(':')] = line;
            }
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<string> RunAsync(TempFolder folder, string script, string argument)
    {
        var (exitCode, output, error) = await Tool.TryRunAsync(
            Counterparts.Program("node")!, [script, argument], folder.Path, TimeSpan.FromMinutes(20));
        return $"{output}{error}\n{(exitCode == 0 ? "ok" : "FAILED")} {script}\n";
    }
}
