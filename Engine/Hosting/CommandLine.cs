using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Hosting;

/// <summary>The options of the stand-alone server.</summary>
internal static class CommandLine
{
    public const int DefaultPort = 7233;

    public const string Usage =
        """
        usage: OpsFlow.Engine [options]
               OpsFlow.Engine server start-dev [options]     as the Temporal CLI's development server
               OpsFlow.Engine PORT [options]                 as the SDKs' time-skipping test server
          --port N                      port of the gRPC services (default 7233; 0 = any)
          --ip ADDRESS                  address to listen on (default 127.0.0.1; others need --api-key)
          --db-filename FILE            SQLite file (default: a temporary one); also --db
          --namespace NAME              a namespace to create; repeatable (default: default)
          --search-attribute NAME=TYPE  a search attribute (Text, Keyword, Int, Double, Bool, Datetime, KeywordList)
          --time-skipping               let waiting time pass at once once a test unlocks it (always with PORT)
          --enable-time-skipping        the same, unlocked from the start
          --api-key KEY                 callers must send it (or the environment variable OPSFLOW_ENGINE_API_KEY)
          --tls-cert FILE               PEM certificate; everything is then served over TLS (with --tls-key)
          --tls-key FILE                its PEM private key
          --ui-port N                   port of the console (default: no console; with start-dev 1000 above --port)
          --headless                    no console
          --log-level LEVEL             debug, info, warn, error or never (default warn)
          --log-format FORMAT           text, pretty or json (default text)
          --dynamic-config-value limit.historyCount.suggestContinueAsNew=N
                                        from how many events on workflows are told to continue as new (default 4096)
        Taken for the sake of the Temporal CLI's command line, without effect: --http-port, --metrics-port, --ui-ip,
        other values of --dynamic-config-value, --sqlite-pragma, --color.
        """;

    private static readonly string[] WithoutEffect =
        ["--http-port", "--metrics-port", "--ui-ip", "--sqlite-pragma", "--color"];

    /// <summary>Parses the arguments.</summary>
    /// <exception cref="FormatException">An argument is unknown, incomplete or not well formed.</exception>
    /// <exception cref="IOException">The certificate or its key cannot be read.</exception>
    public static StartCommand Parse(IReadOnlyList<string> arguments)
    {
        var options = new EngineOptions
        {
            Port = DefaultPort,
            ApiKey = Environment.GetEnvironmentVariable("OPSFLOW_ENGINE_API_KEY"),
            TrimMemoryWhenIdle = true,
        };
        var namespaces = new List<string>();
        string? certificate = null, key = null;
        var attributes = new Dictionary<string, IndexedValueType>(StringComparer.Ordinal);
        var (level, json, headless) = (LogLevel.Warning, false, true);
        var i = 0;
        if (arguments is ["server", "start-dev", ..])
        {
            (i, headless) = (2, false);
        }
        else if (arguments is [[>= '0' and <= '9', ..] port, ..])
        {
            (i, options.Port, options.TimeSkipping) = (1, Port("PORT", port), true);
        }

        for (; i < arguments.Count; i++)
        {
            var (name, inline) = Split(arguments[i]);
            string Value() => inline ?? (++i < arguments.Count
                ? arguments[i]
                : throw new FormatException($"{name} needs a value."));

            switch (name)
            {
                case "--port" or "-p":
                    options.Port = Port(name, Value());
                    break;
                case "--ip":
                    options.Host = Value();
                    break;
                case "--db" or "--db-filename" or "-f":
                    options.DatabasePath = Value() is { Length: > 0 } path
                        ? path
                        : throw new FormatException($"{name} needs a file.");
                    break;
                case "--namespace" or "-n":
                    namespaces.Add(Value());
                    break;
                case "--search-attribute":
                    AddAttribute(attributes, Value());
                    break;
                case "--time-skipping":
                    options.TimeSkipping = true;
                    break;
                case "--enable-time-skipping":
                    (options.TimeSkipping, options.TimeStartsLocked) = (true, false);
                    break;
                case "--api-key":
                    options.ApiKey = Value();
                    break;
                case "--tls-cert":
                    certificate = Value();
                    break;
                case "--tls-key":
                    key = Value();
                    break;
                case "--ui-port":
                    options.UiPort = Port(name, Value());
                    break;
                case "--headless" when inline is null or "true":
                    headless = true;
                    break;
                case "--log-level":
                    level = Level(Value());
                    break;
                case "--log-format":
                    json = IsJson(Value());
                    break;
                case "--dynamic-config-value":
                    Configure(options, Value());
                    break;
                case var known when WithoutEffect.Contains(known):
                    Value();
                    break;
                default:
                    throw new FormatException($"unknown option {arguments[i]}");
            }
        }

        if (namespaces.Count > 0)
        {
            options.Namespaces = [.. namespaces.Distinct(StringComparer.Ordinal)];
        }

        if (!headless && options.Port != 0)
        {
            options.UiPort ??= options.Port + 1000;
        }

        options.Certificate = LoadCertificate(certificate, key);
        options.SearchAttributes = attributes;
        return new StartCommand(options, level, json);
    }

    private static void Configure(EngineOptions options, string text)
    {
        if (text.Split('=', 2) is not ["limit.historyCount.suggestContinueAsNew", var number])
        {
            return;
        }

        options.SuggestContinueAsNewAt =
            int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var events)
            ? events
            : throw new FormatException($"--dynamic-config-value: '{number}' is not a number of events.");
    }

    private static LogLevel Level(string text) => text switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "never" => LogLevel.None,
        _ => throw new FormatException($"--log-level: '{text}' is not debug, info, warn, error or never."),
    };

    private static bool IsJson(string text) => text switch
    {
        "json" => true,
        "text" or "pretty" => false,
        _ => throw new FormatException($"--log-format: '{text}' is not text, pretty or json."),
    };

    private static X509Certificate2? LoadCertificate(string? certificate, string? key)
    {
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            throw new FormatException("--tls-cert and --tls-key belong together.");
        }

        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The certificate {certificate} or its key {key} cannot be read: {e.Message}", e);
        }
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.StartsWith("--", StringComparison.Ordinal)
            ? argument.IndexOf('=', StringComparison.Ordinal)
            : -1;
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    private static int Port(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? port
            : throw new FormatException($"{name}: '{text}' is not a port.");

    private static void AddAttribute(Dictionary<string, IndexedValueType> attributes, string text)
    {
        if (text.Split('=', 2) is not [{ Length: > 0 } name, var typeName]
            || !Enum.TryParse<IndexedValueType>(typeName, ignoreCase: true, out var type)
            || type == IndexedValueType.Unspecified
            || !Enum.IsDefined(type))
        {
            throw new FormatException($"--search-attribute: '{text}' is not NAME=TYPE.");
        }

        attributes[name] = type;
    }
}
