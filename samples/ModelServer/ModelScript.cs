using System.Text.Json;

namespace OpsFlow.Samples.ModelServer;

/// <summary>How the server behaves. The first rule that matches a request answers it.</summary>
public sealed record ModelScript
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The models it has; others are refused.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["scripted-1"];

    /// <summary>The key that it wants; null wants none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Chance is drawn from this number, so that a run can be repeated.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Requests at once beyond which it answers 429; 0 is no limit.</summary>
    public int Quota { get; init; }

    /// <summary>What an answer of 429 asks for.</summary>
    public double RetryAfterSeconds { get; init; } = 1;

    /// <summary>Whether it remembers what it was asked and answered; under load that would be much.</summary>
    public bool KeepsPrompts { get; init; }

    /// <summary>The rules, in order.</summary>
    public IReadOnlyList<ModelRule> Rules { get; init; } = [];

    /// <summary>Reads a script.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ModelScript Load(string path) =>
        JsonSerializer.Deserialize<ModelScript>(File.ReadAllText(path), s_json) ?? new();

    internal ModelRule RuleFor(string model, string prompt) => Rules.FirstOrDefault(r =>
        (r.Model is null || r.Model == model)
        && (r.Contains is null || prompt.Contains(r.Contains, StringComparison.OrdinalIgnoreCase))) ?? new();
}
