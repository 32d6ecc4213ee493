using System.Globalization;

namespace OpsFlow.Samples.Demo;

/// <summary>What to demonstrate, and with which OpsFlow.</summary>
internal sealed record DemoOptions
{
    public const string Errors = "errors";
    public const string Prescription = "prescription";

    public const string Scan = "scan";
    public const string Chat = "chat";

    private static readonly string[] s_names = [Errors, Scan, Chat, Prescription];

    /// <summary>The pipeline.</summary>
    public required string Name { get; init; }

    /// <summary>The program to start (<c>--api</c>).</summary>
    public required string Api { get; init; }

    /// <summary>Its port (<c>--port</c>); null leaves it to its own setting.</summary>
    public int? Port { get; init; }

    /// <summary>OpsFlow's data folder (<c>OPSFLOW_DATA</c>).</summary>
    public required string DataFolder { get; init; }

    /// <summary>OpsFlow's PostgreSQL (<c>OPSFLOW_POSTGRES</c>); null is the file in its data folder.</summary>
    public string? Postgres { get; init; }

    /// <summary>The administrator's key, if this installation has one set (<c>OPSFLOW_ADMIN_KEY</c>).</summary>
    public string? AdminKey { get; init; }

    /// <summary>The Slack app's secret, if this installation has one (<c>OPSFLOW_SLACK_SIGNING_SECRET</c>).</summary>
    public string? SlackSigningSecret { get; init; }

    /// <summary>Where this demonstration keeps its files.</summary>
    public string Folder => Path.Combine(DataFolder, "demo", Name);

    /// <summary>Reads arguments and environment.</summary>
    /// <exception cref="ArgumentException">An argument is unknown, wrong or missing.</exception>
    public static DemoOptions Parse(IReadOnlyList<string> args, Func<string, string?> read)
    {
        string? name = null, api = null;
        int? port = null;
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--api" when i + 1 < args.Count:
                    api = Path.GetFullPath(args[++i]);
                    break;
                case "--port" when i + 1 < args.Count:
                    port = int.TryParse(args[++i], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                        && number <= 65535
                        ? number
                        : throw new ArgumentException("--port must be a port, 0 to 65535");
                    break;
                case var given when name is null && s_names.Contains(given):
                    name = given;
                    break;
                case var given when given.StartsWith('-'):
                    throw new ArgumentException($"Unknown argument {given}. Known: --port N.");
                case var given:
                    throw new ArgumentException($"Unknown demonstration {given}. Known: {string.Join(", ", s_names)}.");
            }
        }

        string? Read(string variable) => read(variable) is { Length: > 0 } value ? value : null;
        return new()
        {
            Name = name ?? Errors,
            Api = api ?? throw new ArgumentException("--api PATH is required: the program OpsFlow.Api.dll."),
            Port = port,
            DataFolder = Path.GetFullPath(Read("OPSFLOW_DATA") ?? "data"),
            Postgres = Read("OPSFLOW_POSTGRES"),
            AdminKey = Read("OPSFLOW_ADMIN_KEY"),
            SlackSigningSecret = Read("OPSFLOW_SLACK_SIGNING_SECRET"),
        };
    }
}
