using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Microsoft.Extensions.AI;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>
/// A tool of our own that an agent may call. Its schema is strict: every argument is named in it and of its form, or
/// the call is not made.
/// </summary>
internal sealed class AgentTool(
    string name, string description, string schema,
    Func<ToolArguments, CancellationToken, Task<ToolAnswer>> callAsync) : AIFunction
{
    private const int MaxArguments = 4000;

    private static readonly IReadOnlyDictionary<string, object?> s_strict =
        new Dictionary<string, object?> { ["strict"] = true };

    private readonly JsonSchema _schema = Json.Schema.JsonSchema.FromText(schema);

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description => description;

    /// <inheritdoc/>
    public override JsonElement JsonSchema { get; } = JsonElement.Parse(schema);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, object?> AdditionalProperties => s_strict;

    /// <summary>A schema of named arguments, all of them required as strict schemas want it.</summary>
    /// <param name="properties">Each as <c>"name":{...}</c>; what may be left out may be null.</param>
    public static string Schema(params string[] properties) =>
        $$"""
        {"type":"object","additionalProperties":false,"properties":{{{string.Join(',', properties)}}},
         "required":[{{string.Join(',', properties.Select(p => p[..p.IndexOf(':', StringComparison.Ordinal)]))}}]}
        """;

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(
        AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var values = new JsonObject();
        foreach (var (key, value) in arguments)
        {
            values[key] = value switch
            {
                JsonElement element => JsonNode.Parse(element.GetRawText()),
                JsonNode node => node.DeepClone(),
                _ => JsonSerializer.SerializeToNode(value),
            };
        }

        // Some models leave out what may be null.
        foreach (var left in JsonSchema.GetProperty("properties").EnumerateObject())
        {
            values.TryAdd(left.Name, null);
        }

        return values.ToJsonString().Length > MaxArguments || !_schema.Evaluate(values).IsValid
            ? ToolAnswer.Nothing("The arguments do not keep to the schema; the call was not made.")
            : await callAsync(new(values), cancellationToken);
    }
}
