using System.Collections;
using System.Text;

namespace Temporalio.Common.EnvConfig;

/// <summary>Finds and reads the file of settings.</summary>
internal static class EnvConfigFile
{
    private static readonly string[] ProfileKeys = ["address", "namespace", "api_key", "tls", "codec", "grpc_meta"];

    private static readonly string[] TlsKeys =
    [
        "disabled", "client_cert_path", "client_cert_data", "client_key_path", "client_key_data", "server_ca_cert_path",
        "server_ca_cert_data", "server_name", "disable_host_verification",
    ];

    /// <summary>The file that is read when none is named.</summary>
    public static string DefaultPath { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "temporalio",
        "temporal.toml");

    /// <summary>The variables to read.</summary>
    /// <param name="instead">Others in place of the process' own.</param>
    /// <returns>The variables.</returns>
    public static IReadOnlyDictionary<string, string> Variables(IReadOnlyDictionary<string, string>? instead) =>
        instead ?? Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => e.Value as string ?? "");

    /// <summary>Reads the profiles of the file.</summary>
    /// <param name="source">The file or its content; null for the usual place.</param>
    /// <param name="strict">Whether unknown settings are errors.</param>
    /// <param name="variables">Say where the file is.</param>
    /// <returns>The profiles; none if there is no file.</returns>
    public static Dictionary<string, ClientEnvConfig.Profile> LoadProfiles(
        DataSource? source, bool strict, IReadOnlyDictionary<string, string> variables)
    {
        try
        {
            if (Text(source, variables) is not { } text)
            {
                return [];
            }

            var root = TomlParser.Parse(text);
            CheckKeys(strict, "", root, ["profile"]);
            return Table(root, "profile")?.Keys.ToDictionary(
                name => name, name => Profile(Table((TomlTable)root["profile"], name)!, strict, name)) ?? [];
        }
        catch (Exception e) when (e is TomlException or IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw Error(e.Message, e);
        }
    }

    /// <summary>An error of the settings.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="inner">The cause.</param>
    /// <returns>The exception.</returns>
    public static InvalidOperationException Error(string message, Exception? inner = null) =>
        new($"Configuration loading error: {message}", inner);

    /// <summary>The name of a header as it is sent.</summary>
    /// <param name="key">The name in a file or variable.</param>
    /// <returns>In small letters, with dashes.</returns>
    public static string HeaderName(string key) => key.Replace('_', '-').ToLowerInvariant();

    private static string? Text(DataSource? source, IReadOnlyDictionary<string, string> variables)
    {
        var bytes = source?.Data;
        if (bytes is null)
        {
            var path = source?.Path
                ?? (variables.TryGetValue("TEMPORAL_CONFIG_FILE", out var named) && named.Length > 0 ? named : DefaultPath);
            if (!File.Exists(path))
            {
                return null;
            }

            if (new FileInfo(path).Length > 4L * TomlParser.MaxLength)
            {
                throw Error($"{path} is too large");
            }

            bytes = File.ReadAllBytes(path);
        }

        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
    }

    private static ClientEnvConfig.Profile Profile(TomlTable table, bool strict, string name)
    {
        CheckKeys(strict, $"profile.{name}.", table, ProfileKeys);
        var meta = Table(table, "grpc_meta");
        return new(
            String(table, "address"),
            String(table, "namespace"),
            String(table, "api_key"),
            Table(table, "tls") is { } tls ? Tls(tls, strict, name) : null,
            meta?.Keys.ToDictionary(HeaderName, key => String(meta, key)!));
    }

    private static ClientEnvConfig.Tls Tls(TomlTable table, bool strict, string name)
    {
        CheckKeys(strict, $"profile.{name}.tls.", table, TlsKeys);
        return new(
            Boolean(table, "disabled"),
            String(table, "server_name"),
            Source(table, "server_ca_cert"),
            Source(table, "client_cert"),
            Source(table, "client_key"));
    }

    private static DataSource? Source(TomlTable table, string key)
    {
        var (path, data) = (String(table, $"{key}_path"), String(table, $"{key}_data"));
        return path is not null && data is not null ? throw Error($"Cannot specify both {key}_path and {key}_data")
            : path is { Length: > 0 } ? DataSource.FromPath(path)
            : data is not null ? DataSource.FromUTF8String(data)
            : null;
    }

    private static void CheckKeys(bool strict, string prefix, TomlTable table, string[] known)
    {
        if (strict && table.Keys.FirstOrDefault(k => !known.Contains(k)) is { } unknown)
        {
            throw Error($"Unknown setting {prefix}{unknown}");
        }
    }

    private static TomlTable? Table(TomlTable table, string key) => Value<TomlTable>(table, key, "table");

    private static string? String(TomlTable table, string key) => Value<string>(table, key, "string");

    private static bool? Boolean(TomlTable table, string key) =>
        table.TryGetValue(key, out var value) ? value as bool? ?? throw Error($"{key} is not a boolean") : null;

    private static T? Value<T>(TomlTable table, string key, string kind)
        where T : class =>
        table.TryGetValue(key, out var value) ? value as T ?? throw Error($"{key} is not a {kind}") : null;
}
