using Microsoft.Extensions.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpsFlow.Platform.Models;

/// <summary>A file of YAML (JSON is YAML too) as configuration; lists of words become words with commas.</summary>
public static class YamlConfiguration
{
    private const int MaxDepth = 8;

    /// <exception cref="FormatException">It is no such file; the message says where.</exception>
    public static IConfiguration Read(string text)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }])
            {
                Add(root, "", values, 0);
            }
            else if (yaml.Documents.Count > 0)
            {
                throw new FormatException("must be one document of names and values");
            }
        }
        catch (YamlException e)
        {
            throw new FormatException($"cannot be read, line {e.Start.Line}: {e.Message}", e);
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
    }

    private static void Add(YamlMappingNode map, string prefix, Dictionary<string, string?> values, int depth)
    {
        foreach (var (key, value) in map.Children)
        {
            if (key is not YamlScalarNode { Value: { Length: > 0 } name }
                || name.Contains(':', StringComparison.Ordinal))
            {
                throw new FormatException($"line {key.Start.Line}: a name must be a word without a colon");
            }

            string? text = null;
            switch (value)
            {
                case YamlScalarNode scalar:
                    text = scalar.Value;
                    break;
                case YamlSequenceNode list when list.Children.All(c => c is YamlScalarNode):
                    text = string.Join(',', list.Children.Select(c => ((YamlScalarNode)c).Value));
                    break;
                case YamlMappingNode inner when depth < MaxDepth:
                    Add(inner, $"{prefix}{name}:", values, depth + 1);
                    break;
                default:
                    throw new FormatException($"line {value.Start.Line}: '{name}' cannot hold this");
            }

            if (!values.TryAdd(prefix + name, text))
            {
                throw new FormatException($"line {key.Start.Line}: '{name}' is there twice");
            }
        }
    }
}
