using OpsFlow.Engine.Tests.Sdk.Support;

namespace OpsFlow.Engine.Tests.External;

/// <summary>The engine's program where the TypeScript SDK would start a server of its own.</summary>
public sealed class TypeScriptEnvironmentTests
{
    [TypeScriptFact]
    public async Task TestWorkflowEnvironment_GivenTheProgram_StartsIt()
    {
        var folder = TypeScriptFactAttribute.PrepareFolder();
        var (exitCode, output) = await Programs.RunAsync(
            Programs.Find("node")!, $"environments.js \"{TestServers.EnginePath}\"", folder.FullName, TimeSpan.FromMinutes(5));
        folder.Delete(recursive: true);

        Assert.True(exitCode == 0, output);
        Assert.Contains("ok createLocal", output, StringComparison.Ordinal);
        Assert.Contains("ok createTimeSkipping", output, StringComparison.Ordinal);
    }
}
