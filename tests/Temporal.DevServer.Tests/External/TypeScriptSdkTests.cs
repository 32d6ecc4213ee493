using Temporalio.Api.Enums.V1;

namespace Temporal.DevServer.Tests.External;

public class TypeScriptSdkTests
{
    [TypeScriptFact]
    public async Task TypeScriptSdk_AllChecks_Pass()
    {
        await using var server = await DevServerHost.StartAsync(new DevServerOptions
        {
            SearchAttributes = new Dictionary<string, IndexedValueType> { ["CustomInt"] = IndexedValueType.Int },
        });

        var (exitCode, output) = await Programs.RunAsync(
            Programs.Find("node")!,
            $"checks.js {server.Address}",
            TypeScriptFactAttribute.Folder,
            TimeSpan.FromMinutes(4));

        var lines = output.Split('\n').Where(l => l.StartsWith("FAILED", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count == 0, string.Join('\n', lines));
        Assert.Equal(0, exitCode);
        Assert.Contains("done", output);
    }
}
