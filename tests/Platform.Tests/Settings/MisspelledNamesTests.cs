using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Platform.Tests.Settings;

/// <summary>A variable that nothing reads must not seem to be set.</summary>
public sealed class MisspelledNamesTests
{
    [Theory]
    [InlineData("LLM_BUGDET", "OPSFLOW_LLM_BUDGET")]
    [InlineData("LLM_BUDGE", "OPSFLOW_LLM_BUDGET")]
    [InlineData("LLMBUDGET", "OPSFLOW_LLM_BUDGET")]
    [InlineData("LLM_BUDGETT", "OPSFLOW_LLM_BUDGET")]
    [InlineData("COOL_DAWN", "OPSFLOW_COOL_DOWN")]
    public void CheckNames_OneSlipFromASetting_RefusesAndNamesIt(string written, string meant)
    {
        var reader = Read(written);
        Assert.Empty(reader.CheckNames());
        Assert.Contains($"OPSFLOW_{written} is no setting; {meant} is", reader.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LONG_TESTS")]
    [InlineData("SCREENSHOTS")]
    [InlineData("TEST_SECRET")]
    [InlineData("KEY")]
    public void CheckNames_AnythingElse_IsToldAndNotRefused(string name)
    {
        var reader = Read(name);
        var unknown = reader.CheckNames("KEY");
        Assert.Null(reader.Refusal);
        string[] expected = name == "KEY" ? [] : [$"OPSFLOW_{name}"];
        Assert.Equal(expected, unknown);
    }

    [Fact]
    public void CheckNames_Settings_AreKnownInWhicheverCase()
    {
        var reader = Read("llm_model");
        Assert.Empty(reader.CheckNames());
        Assert.Null(reader.Refusal);
    }

    private static SettingsReader Read(string name)
    {
        var reader = new SettingsReader(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [name] = "1" }).Build());
        reader.Read<OpsFlowSettings>();
        return reader;
    }
}
