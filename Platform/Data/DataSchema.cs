using System.Text.Json.Nodes;
using Json.Schema;

namespace OpsFlow.Platform.Data;

/// <summary>A JSON schema that files of data must keep to.</summary>
public sealed class DataSchema(string text)
{
    private static readonly EvaluationOptions s_list = new() { OutputFormat = OutputFormat.List };

    private readonly JsonSchema _schema = JsonSchema.FromText(text);

    /// <summary>Every fault of a file.</summary>
    public IEnumerable<DataFault> FaultsOf(YamlFile file)
    {
        if (file.Root is not { } root)
        {
            return file.Faults;
        }

        var result = _schema.Evaluate(root, s_list);
        return file.Faults.Concat(result.IsValid
            ? []
            : result.Details.Where(d => d.HasErrors).SelectMany(d => d.Errors!.Select(e => Fault(file, d, e)))
                .Distinct());
    }

    private static DataFault Fault(YamlFile file, EvaluationResults detail, KeyValuePair<string, string> error)
    {
        var pointer = detail.InstanceLocation.ToString();
        var field = string.Join('.', pointer.Split('/', StringSplitOptions.RemoveEmptyEntries));
        // A name that no schema knows is refused by the schema "false", which has no keyword.
        var message = error.Key.Length == 0 ? "is not known here" : error.Value;
        return new(file.Name, file.LineOf(pointer), field.Length == 0 ? message : $"{field}: {message}");
    }
}
