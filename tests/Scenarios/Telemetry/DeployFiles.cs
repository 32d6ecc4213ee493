using YamlDotNet.Serialization;

namespace OpsFlow.Scenarios.Telemetry;

/// <summary>What is in the files of <c>deploy/</c> for those who watch.</summary>
internal static class DeployFiles
{
    public static IReadOnlyList<string> Queries(string file) => file == "alerts.yaml"
        ? [.. Alerts().Select(a => (string)a["expr"])]
        : [.. Expressions(JsonNode.Parse(File.ReadAllText(PathOf(file)))!)];

    public static IReadOnlyList<IDictionary<object, object>> Alerts()
    {
        var rules = new DeserializerBuilder().Build()
            .Deserialize<IDictionary<object, object>>(File.ReadAllText(PathOf("alerts.yaml")));
        return
        [
            .. ((List<object>)rules["groups"]).Cast<IDictionary<object, object>>()
                .SelectMany(g => (List<object>)g["rules"]).Cast<IDictionary<object, object>>(),
        ];
    }

    private static string PathOf(string file) => Path.Combine(Counterparts.RepositoryRoot, "deploy", file);

    private static IEnumerable<string> Expressions(JsonNode node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Value is null ? []
            : p.Key == "expr" ? [p.Value.ToString()] : Expressions(p.Value)),
        JsonArray a => a.SelectMany(i => Expressions(i!)),
        _ => [],
    };
}
