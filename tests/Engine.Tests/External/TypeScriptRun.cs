using OpsFlow.Engine.Hosting;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Tests.External;

/// <summary>One run of all checks of the official TypeScript SDK, in one process with one worker on one server.</summary>
public sealed class TypeScriptRun : IAsyncLifetime
{
    /// <summary>What each check printed: empty when it passed.</summary>
    internal Dictionary<string, string> Results { get; } = new(StringComparer.Ordinal);

    internal string Output { get; private set; } = "";

    internal int ExitCode { get; private set; }

    public async Task InitializeAsync()
    {
        if (TypeScriptFactAttribute.Reason is not null)
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
        var folder = TypeScriptFactAttribute.PrepareFolder();
        (ExitCode, Output) = await Programs.RunAsync(
            Programs.Find("node")!, $"checks.js {server.Address}", folder.FullName, TimeSpan.FromMinutes(40));
        folder.Delete(recursive: true);
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
}
