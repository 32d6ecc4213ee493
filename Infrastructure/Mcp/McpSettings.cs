using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Data;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Infrastructure.Mcp;

/// <summary>The servers whose tools turns may call: a closed list, of each only the tools that it names.</summary>
public sealed record McpSettings
{
    private const string Variable = "MCP_FILE";
    private const long MaxBytes = 256 * 1024;

    private const string Schema =
        """
        {"type":"object","additionalProperties":false,"required":["servers"],"properties":{"servers":{
         "type":"object","propertyNames":{"pattern":"^[a-z][a-z0-9-]{0,19}$"},"additionalProperties":{
          "type":"object","additionalProperties":false,"required":["tools"],
          "oneOf":[{"required":["url"]},{"required":["command"]}],
          "properties":{
           "url":{"type":"string","pattern":"^https?://"},"command":{"type":"string","minLength":1},
           "arguments":{"type":"array","items":{"type":["string","number"]}},
           "headers":{"type":"object","additionalProperties":{"type":"string"}},
           "environment":{"type":"array","items":{"type":"string"}},
           "tools":{"type":"array","minItems":1,"items":{"type":"string","minLength":1}}}}}}}
        """;

    /// <summary>The YAML file that names them; null for none.</summary>
    [ConfigurationKeyName(Variable)]
    public string? File { get; init; }

    /// <summary>The servers.</summary>
    public IReadOnlyList<McpServer> Servers { get; init; } = [];

    /// <summary>Reads them; what is wrong is with the settings' reader.</summary>
    /// <param name="environment">Where secrets are found; null is the process' environment.</param>
    public static McpSettings Read(SettingsReader reader, Func<string, string?>? environment = null)
    {
        var settings = reader.Read<McpSettings>();
        if (settings.File is not { } path)
        {
            return settings;
        }

        string text;
        try
        {
            text = new FileInfo(path).Length <= MaxBytes
                ? System.IO.File.ReadAllText(path)
                : throw new IOException($"it is larger than {MaxBytes} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reader.AddFault($"{SettingsReader.Prefix}{Variable} cannot be opened: {e.Message}");
            return settings;
        }

        environment ??= Environment.GetEnvironmentVariable;
        var (servers, faults) = Parse(text, name =>
        {
            reader.AddRead(name);
            return environment(name);
        });
        if (faults.Count > 0)
        {
            reader.AddFault(string.Join(
                Environment.NewLine + "    ",
                [$"{SettingsReader.Prefix}{Variable} has {faults.Count} faults in {path}:", .. faults]));
        }

        foreach (var header in servers.SelectMany(s => s.Headers.Values))
        {
            reader.AddSecret(header);
            // The name of a scheme may stand before it.
            reader.AddSecret(header.Split(' ')[^1]);
        }

        foreach (var (name, value) in servers.SelectMany(s => s.Environment))
        {
            reader.AddVariable(name, value);
        }

        return settings with { Servers = servers };
    }

    /// <summary>Reads the text of a file.</summary>
    internal static (IReadOnlyList<McpServer> Servers, IReadOnlyList<string> Faults) Parse(
        string text, Func<string, string?> environment)
    {
        var file = YamlFile.Read("mcp", text);
        List<string> faults = [.. new DataSchema(Schema).FaultsOf(file).Select(f => $"{f}")];
        if (faults.Count > 0)
        {
            return ([], faults);
        }

        string Secret(string server, string name)
        {
            var value = environment(name);
            if (string.IsNullOrEmpty(value))
            {
                faults.Add($"servers.{server} names {name}, which is not set");
            }

            return value ?? "";
        }

        List<McpServer> servers =
        [
            .. file.Root!["servers"]!.AsObject().Select(s => new McpServer(
                s.Key,
                s.Value!["url"] is { } url ? new Uri($"{url}") : null,
                // Only names of variables: secrets stay out of the file.
                (s.Value["headers"]?.AsObject() ?? []).ToDictionary(h => h.Key, h => Secret(s.Key, $"{h.Value}")),
                s.Value["command"] is { } command ? $"{command}" : null,
                Texts(s.Value["arguments"]),
                Texts(s.Value["environment"]).ToDictionary(v => v, v => Secret(s.Key, v)),
                Texts(s.Value["tools"]))),
        ];
        return (servers, faults);
    }

    private static IReadOnlyList<string> Texts(JsonNode? list) => [.. (list?.AsArray() ?? []).Select(i => $"{i}")];
}
