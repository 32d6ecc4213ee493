using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Settings;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Models;

public sealed class ModelRegistryReaderTests : IDisposable
{
    private const string Yaml = """
        default: main
        models:
          main:
            model: gpt-5.2
            temperature: 0.3
            timeout: 60s
            max_output_tokens: 16000
            context_window: 400000
            capabilities: [tools, vision, json_schema, web_search]
            price: 1.75/0.175/14
            fallback: small
          small: { endpoint: "http://127.0.0.1:11434", provider: ollama, model: qwen3, status_url: "http://127.0.0.1:1/status" }
        roles:
          vision: main
          classifier: { model: small }
          embedder: none
        uses:
          prescription: { fast: small, premium: claude-opus-4-5, allowed: [main, gemini-3-flash-preview], budget: 2.5 }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Nothing_HasNoModels()
    {
        var (registry, refusal) = Read(null);
        Assert.Null(refusal);
        Assert.Empty(registry.Models);
        Assert.Null(registry.Choose("reasoner", "any"));
    }

    [Fact]
    public void Read_EnvironmentAlone_IsTheModelOfEveryRole()
    {
        var (registry, refusal) = Read(
            null, ("LLM_URL", "http://127.0.0.1:11434/v1"), ("LLM_MODEL", "qwen3"), ("LLM_API_KEY", "k"),
            ("LLM_PRICE", "0.15/0.60"), ("LLM_BUDGET", "7.5"));
        Assert.Null(refusal);
        foreach (var role in new[] { "classifier", "reasoner", "vision", "a role of somebody's own" })
        {
            var entry = registry.Choose(role, "use")!.Entry;
            Assert.Equal(("qwen3", "k", null), (entry.Model, entry.ApiKey, entry.Temperature));
        }

        Assert.Equal(7.5m, registry.BudgetOf("use"));
    }

    [Fact]
    public void Read_File_HasEveryValue()
    {
        var (registry, refusal) = Read(Yaml);
        Assert.Null(refusal);
        var main = registry.Find("main")!;
        Assert.Equal(
            ("gpt-5.2", 0.3f, TimeSpan.FromSeconds(60), 16_000, 400_000, new ModelPrice(1.75m, 14m, 0.175m)),
            (main.Model, main.Temperature, main.Timeout, main.MaxOutputTokens, main.ContextTokens, main.Price));
        Assert.Equal(
            ModelCapabilities.Tools | ModelCapabilities.Vision | ModelCapabilities.JsonSchema | ModelCapabilities.WebSearch,
            main.Capabilities);
        Assert.Equal(["main", "small"], registry.Chain(main).Select(m => m.Name));
        Assert.Equal(ModelProvider.Ollama, registry.Find("small")!.Provider);
        Assert.Equal(2.5m, registry.BudgetOf("prescription"));
        Assert.Null(registry.BudgetOf("another"));
        Assert.Null(registry.Choose("embedder", "any"));
        Assert.Equal(["vision"], registry.RolesOf(main));
    }

    [Fact]
    public void Read_Json_IsReadToo()
    {
        var (registry, refusal) = Read("""{"default":"a","models":{"a":{"endpoint":"http://h/v1","capabilities":["tools"]}}}""");
        Assert.Null(refusal);
        Assert.Equal(("a", ModelCapabilities.Tools), (registry.Default!.Model, registry.Default.Capabilities));
    }

    [Fact]
    public void Read_ManyFaults_AreAllInOneMessage()
    {
        var (_, refusal) = Read("""
            modells: {}
            models:
              a: { endpoint: nowhere, timeout: 4, temperature: 9, price: dear, capabilities: [fly] }
              b: { model: nobodys-model }
              c: { endpoint: "http://h/v1", fallback: z, colour: red }
              d: { model: grok-4 }
              plain: { endpoint: "http://h/v1" }
            roles: { vision: plain, reasoner: { model: plain, requires: [tools] }, classifier: q }
            uses: { x: { fast: y, budget: -1 } }
            """);
        foreach (var name in new[]
        {
            "modells", "models.a.endpoint", "models.a.timeout", "models.a.temperature", "models.a.price",
            "models.a.capabilities", "models.b.endpoint", "models.c.fallback", "models.c.colour",
            "models.d.api_key_env",
            "roles.vision", "roles.reasoner", "roles.classifier.model", "uses.x.fast", "uses.x.budget",
        })
        {
            Assert.Contains($"  {name} ", refusal!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("models: [")]
    [InlineData("- a")]
    [InlineData("models: {a: {}, a: {}}")]
    [InlineData("models: {a: [[b]]}")]
    public void Read_NoSuchFile_NamesTheVariable(string text) =>
        Assert.Contains("OPSFLOW_MODELS_FILE", Read(text).Refusal!, StringComparison.Ordinal);

    [Fact]
    public void Choose_NoModelNamed_TakesTheEnvironmentsDefault()
    {
        var (registry, _) = Read(
            "models: { gpt-5.2: {} }", ("LLM_URL", "http://h/v1"), ("LLM_MODEL", "house-model"));
        Assert.Equal(("house-model", null), Of(registry.Choose("reasoner", "any")));
    }

    [Theory]
    [InlineData("gpt-5.2", "api.openai.com", "OPENAI_API_KEY")]
    [InlineData("gemini-3-flash-preview", "generativelanguage.googleapis.com", "GEMINI_API_KEY")]
    [InlineData("claude-opus-4-5", "api.anthropic.com", "ANTHROPIC_API_KEY")]
    public void Choose_NameOfAVendor_GoesThereWithItsKey(string model, string host, string key)
    {
        var (registry, refusal) = Read($"uses: {{ any: {{ standard: {model} }} }}");
        Assert.Null(refusal);
        var entry = registry.Choose("reasoner", "any")!.Entry;
        Assert.Equal((model, host, $"{key}!"), (entry.Model, entry.Endpoint!.Host, entry.ApiKey));
    }

    [Theory]
    [InlineData(ModelTier.Fast, null, "qwen3", null)]
    [InlineData(ModelTier.Standard, null, "gpt-5.2", null)]
    [InlineData(ModelTier.Premium, null, "claude-opus-4-5", null)]
    [InlineData(ModelTier.Premium, "gpt-5.2", "gpt-5.2", null)]
    [InlineData(ModelTier.Fast, "gemini-3-flash-preview", "gemini-3-flash-preview", null)]
    [InlineData(ModelTier.Fast, "claude-opus-4-5", "qwen3", "model not allowed: claude-opus-4-5")]
    [InlineData(ModelTier.Standard, "made-up", "gpt-5.2", "model not allowed: made-up")]
    public void Choose_UseTierAndAsked_FollowsThePolicy(ModelTier tier, string? asked, string model, string? notice) =>
        Assert.Equal((model, notice), Of(Read(Yaml).Registry.Choose("reasoner", "prescription", tier, asked)));

    [Fact]
    public void Read_KeyOfAVariable_IsKnownAsASecret()
    {
        var file = _folder.Write("models.yaml", """
            models: { main: { endpoint: "https://models.test/v1", api_key_env: MAIN_AUTH } }
            """);
        var reader = new SettingsReader(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["MODELS_FILE"] = file }).Build());
        ModelRegistryReader.Read(reader, reader.Read<OpsFlowSettings>(), name => $"value of {name}");

        Assert.Null(reader.Refusal);
        Assert.Equal("value of MAIN_AUTH", Assert.Single(reader.Secrets));
    }

    [Fact]
    public void Read_RoleOrUseThatNothingAsksFor_IsRefusedWithTheKnownOnes()
    {
        var file = _folder.Write("models.yaml", """
            models: { main: { endpoint: "https://models.test/v1" } }
            roles: { resoner: main }
            uses: { error_analysis: { budget: 1 }, error-analysis: { budget: 1 } }
            """);
        var reader = new SettingsReader(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["MODELS_FILE"] = file }).Build());
        ModelRegistryReader.Read(
            reader, reader.Read<OpsFlowSettings>(), name => null, ["reasoner", "vision"], ["error-analysis"]);

        Assert.Contains("roles.resoner is unknown; known are reasoner, vision", reader.Refusal);
        Assert.Contains("uses.error_analysis is unknown; known are error-analysis", reader.Refusal);
    }

    private static (string, string?) Of(ModelChoice? choice) => (choice!.Entry.Model, choice.Notice);

    private (ModelRegistry Registry, string? Refusal) Read(string? file, params (string Name, string Value)[] values)
    {
        var all = values.ToDictionary(v => v.Name, v => (string?)v.Value);
        if (file is not null)
        {
            all["MODELS_FILE"] = _folder.Write("models.yaml", file);
        }

        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        var settings = reader.Read<OpsFlowSettings>();
        var registry = ModelRegistryReader.Read(reader, settings, name => name == "XAI_API_KEY" ? null : $"{name}!");
        return (registry, reader.Refusal);
    }
}
