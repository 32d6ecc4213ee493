using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpsFlow.Engine.Tests.Cli;

/// <summary>What a command did, and the part of it that two servers must have in common.</summary>
internal sealed partial record CliOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>Everything that is compared, a fact a line.</summary>
    public SortedSet<string> Facts()
    {
        var facts = new SortedSet<string>(StringComparer.Ordinal) { $"exit {ExitCode}" };
        if (ExitCode != 0)
        {
            facts.Add($"error {Normal(Error)}");
        }

        if (Documents(Output) is { } documents)
        {
            foreach (var document in documents)
            {
                Collect(document, "", facts);
            }
        }
        else if (ExitCode == 0)
        {
            facts.UnionWith(Output.Split('\n').Select(l => "text " + Normal(l)));
        }

        return facts;
    }

    /// <summary>The JSON documents that the output consists of; null when it is something else.</summary>
    private static List<JsonElement>? Documents(string output)
    {
        var reader = new Utf8JsonReader(
            System.Text.Encoding.UTF8.GetBytes(output), new JsonReaderOptions { AllowMultipleValues = true });
        var documents = new List<JsonElement>();
        try
        {
            while (reader.Read())
            {
                documents.Add(JsonElement.ParseValue(ref reader));
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return documents;
    }

    private static void Collect(JsonElement element, string path, SortedSet<string> facts)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Collect(property.Value, $"{path}.{Normal(property.Name)}", facts);
                }

                facts.Add(path + " {}");
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, path + "[]", facts);
                }

                facts.Add(path + " []");
                break;
            case JsonValueKind.String when EnumValue().IsMatch(element.GetString()!):
                facts.Add($"{path} = {element.GetString()}");
                break;
            default:
                facts.Add($"{path} {element.ValueKind}");
                break;
        }
    }

    private static string Normal(string text)
    {
        text = Uuid().Replace(text, "<id>");
        text = Time().Replace(text, "<time>");
        text = LogPrefix().Replace(text, "");
        return Number().Replace(text, "<n>").Trim();
    }

    /// <summary>Values of enumerations, of event types and statuses: words without a digit or a space.</summary>
    [GeneratedRegex("^[A-Z][A-Za-z]*(_[A-Z]+)*$")]
    private static partial Regex EnumValue();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?[+-]\d{4} \w+|Z)?")]
    private static partial Regex Time();

    [GeneratedRegex("^time=<time>\\S* level=ERROR msg=")]
    private static partial Regex LogPrefix();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();
}
