using OpsFlow.Platform.Models;

namespace OpsFlow.Platform.Tests.Models;

public sealed class ModelRegistryTests
{
    private static readonly ModelStage s_vision = new("vision", "scan-vision", ModelCapabilities.Vision);
    private static readonly ModelStage s_answer = new("reasoner", "scan-answer", ModelCapabilities.None);

    private readonly ModelRegistry _registry = new(
        [
            Model("house", "house-1", ModelCapabilities.None), Model("eyes", "eyes-1", ModelCapabilities.Vision),
            Model("gemini-flash", "gemini-3-flash-preview", ModelCapabilities.Tools),
            Model("gemini-pro", "gemini-3-pro-preview", ModelCapabilities.Vision | ModelCapabilities.Tools),
            Model("geminix-1", "geminix-1", ModelCapabilities.Vision),
            Model("gpt-large", "gpt-5.2", ModelCapabilities.Vision),
            Model("blind-1", "blind-1", ModelCapabilities.None),
        ],
        roles: [new() { Name = "vision", Model = "eyes" }],
        uses: [new() { Name = "scan-answer", Allowed = ["house", "gemini-flash", "blind-1"] }],
        defaultModel: "house");

    [Theory]
    // Nothing is asked for: what the role has, or the default.
    [InlineData(null, "eyes", "house")]
    // A family: each stage has the first model of it that can do it and may.
    [InlineData("gemini", "gemini-pro", "gemini-flash")]
    [InlineData("GEMINI", "gemini-pro", "gemini-flash")]
    [InlineData("gemini-3", "gemini-pro", "gemini-flash")]
    // A model by either of its names, which may do one stage alone.
    [InlineData("gemini-pro", "gemini-pro", null)]
    [InlineData("gemini-3-flash-preview", null, "gemini-flash")]
    [InlineData("gpt-5.2", "gpt-large", null)]
    [InlineData("blind-1", null, "blind-1")]
    // The beginning of a word is no family.
    [InlineData("gem", null, null)]
    [InlineData("geminix", "geminix-1", null)]
    [InlineData("claude", null, null)]
    public void ForStage_ModelOrFamily_MapsEachStageToItsOwn(string? family, string? vision, string? answer)
    {
        Assert.Equal(vision, _registry.ForStage(s_vision, family)?.Name);
        Assert.Equal(answer, _registry.ForStage(s_answer, family)?.Name);
    }

    [Fact]
    public void ForStage_RoleWhoseModelCannot_IsNone()
    {
        var registry = new ModelRegistry(
            [Model("house", "house-1", ModelCapabilities.None)], defaultModel: "house");

        Assert.Null(registry.ForStage(s_vision));
        Assert.Equal("house", registry.ForStage(s_answer)?.Name);
    }

    private static ModelEntry Model(string name, string model, ModelCapabilities capabilities) =>
        new() { Name = name, Model = model, Endpoint = new("http://127.0.0.1:9"), Capabilities = capabilities };
}
