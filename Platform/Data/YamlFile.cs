using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpsFlow.Platform.Data;

/// <summary>A YAML file as JSON, with the line of every value.</summary>
public sealed class YamlFile
{
    private const int MaxDepth = 12;

    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly List<DataFault> _faults = [];

    private YamlFile(string name) => Name = name;

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>What it holds; null when it cannot be read.</summary>
    public JsonObject? Root { get; private set; }

    /// <summary>Why it cannot be read.</summary>
    public IReadOnlyList<DataFault> Faults => _faults;

    /// <summary>Reads a text.</summary>
    public static YamlFile Read(string name, string text)
    {
        var file = new YamlFile(name);
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }])
            {
                file.Root = file.Convert(root, "", 0) as JsonObject;
            }
            else
            {
                file.AddFault(1, "must be one document of names and values");
            }
        }
        catch (YamlException e)
        {
            file.AddFault((int)e.Start.Line, e.InnerException?.Message ?? e.Message);
        }

        return file;
    }

    /// <summary>The line of a value by its JSON pointer; of what holds it if it is not there.</summary>
    public int LineOf(string pointer)
    {
        while (true)
        {
            if (_lines.TryGetValue(pointer, out var line))
            {
                return line;
            }

            if (pointer.LastIndexOf('/') is var at && at < 0)
            {
                return 1;
            }

            pointer = pointer[..at];
        }
    }

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        return scalar.Style != ScalarStyle.Plain ? JsonValue.Create(text)
            : text is "" or "~" or "null" ? null
            : text is "true" or "false" ? JsonValue.Create(text == "true")
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? JsonValue.Create(whole)
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number)
                ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }

    private JsonNode? Convert(YamlNode node, string pointer, int depth)
    {
        _lines[pointer] = (int)node.Start.Line;
        if (depth > MaxDepth || !node.Anchor.IsEmpty)
        {
            AddFault((int)node.Start.Line, depth > MaxDepth ? "is nested too deep" : "anchors are not allowed here");
            return null;
        }

        switch (node)
        {
            case YamlSequenceNode list:
                return new JsonArray(
                    [.. list.Children.Select((child, i) => Convert(child, $"{pointer}/{i}", depth + 1))]);
            case YamlMappingNode map:
                var converted = new JsonObject();
                foreach (var (key, value) in map.Children)
                {
                    var name = (key as YamlScalarNode)?.Value ?? "";
                    var at = $"{pointer}/{name.Replace("~", "~0").Replace("/", "~1")}";
                    converted[name] = Convert(value, at, depth + 1);
                    // Of the name: a value may begin lines below it.
                    _lines[at] = (int)key.Start.Line;
                }

                return converted;
            default:
                return Scalar((YamlScalarNode)node);
        }
    }

    private void AddFault(int line, string message) => _faults.Add(new(Name, line, message));
}
