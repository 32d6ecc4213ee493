using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Domain.Conversation.Evaluation;
using OpsFlow.Domain.Conversation.Policies;
using OpsFlow.Domain.Conversation.Routing;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Platform.Data;

namespace OpsFlow.Records.Conversation;

/// <summary>Reads the rules of conversations from a folder of YAML files.</summary>
public static class ConversationFiles
{
    private const long MaxBytes = 1024 * 1024;

    /// <summary>What models are told: a file each.</summary>
    public static IReadOnlyList<string> PromptNames { get; } =
        ["classifier", "reasoner", "eco", "tool", "agent", "image", "summary", "grader"];

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>The files that ship with the program.</summary>
    public static string Shipped { get; } = Path.Combine(AppContext.BaseDirectory, "conversation");

    /// <summary>Reads a folder.</summary>
    /// <returns>The rules, or null and every fault.</returns>
    public static (ConversationRules? Rules, IReadOnlyList<DataFault> Faults) Read(string folder)
    {
        var faults = new List<DataFault>();
        var hash = new StringBuilder();
        var words = File<RoutingWords>(folder, "words", faults, hash);
        var intents = File<IntentWords>(folder, "intents", faults, hash);
        var policies = File<ChatPolicies>(folder, "policies", faults, hash);
        var samples = File<SampleData>(folder, "samples", faults, hash);
        var calibration = File<CalibrationSet>(folder, "calibration", faults, hash);
        var prompts = Prompts(folder, faults, hash);
        return faults.Count > 0 || words is null || intents is null || policies is null || samples is null
            || calibration is null
            ? (null, faults)
            : (
                new(
                    words, intents, policies, samples, calibration, prompts,
                    Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hash.ToString())))[..12]),
                faults);
    }

    private static Dictionary<string, string> Prompts(string folder, List<DataFault> faults, StringBuilder hash)
    {
        var prompts = new Dictionary<string, string>();
        foreach (var name in PromptNames)
        {
            var path = Path.Combine(folder, "prompts", $"{name}.md");
            var text = System.IO.File.Exists(path) ? System.IO.File.ReadAllText(path).Trim() : "";
            if (text.Length == 0)
            {
                faults.Add(new($"prompts/{name}.md", 1, "is not there, or empty"));
            }

            hash.Append(text).Append('\0');
            prompts[name] = text;
        }

        return prompts;
    }

    private static T? File<T>(string folder, string name, List<DataFault> faults, StringBuilder hash)
        where T : class
    {
        var path = Path.Combine(folder, $"{name}.yaml");
        if (!System.IO.File.Exists(path) || new FileInfo(path).Length > MaxBytes)
        {
            faults.Add(new(path, 1, $"is not there, or larger than {MaxBytes} bytes"));
            return null;
        }

        var text = System.IO.File.ReadAllText(path);
        hash.Append(text).Append('\0');
        var file = YamlFile.Read($"{name}.yaml", text);
        // Always ours: a schema that is edited with the data would check nothing.
        var schema = new DataSchema(System.IO.File.ReadAllText(Path.Combine(Shipped, $"{name}.schema.json")));
        List<DataFault> found = [.. schema.FaultsOf(file)];
        if (found.Count == 0)
        {
            found.AddRange(PatternFaults(file, file.Root!, ""));
        }

        faults.AddRange(found);
        return found.Count == 0 ? file.Root!.Deserialize<T>(s_json) : null;
    }

    // A word that no expression can be made of would only be found when a message comes.
    private static IEnumerable<DataFault> PatternFaults(YamlFile file, JsonNode node, string pointer) => node switch
    {
        JsonObject map => map.Where(p => p.Value is not null)
            .SelectMany(p => PatternFaults(file, p.Value!, $"{pointer}/{p.Key}")),
        JsonArray list => list.SelectMany((n, i) => n is null ? [] : PatternFaults(file, n, $"{pointer}/{i}")),
        JsonValue value when value.GetValueKind() == JsonValueKind.String
            && PatternFault(value.GetValue<string>()) is { } fault => [new(file.Name, file.LineOf(pointer), fault)],
        _ => [],
    };

    private static string? PatternFault(string pattern)
    {
        try
        {
            _ = TermSet.Pattern(pattern);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
