namespace OpsFlow.Api.Hosting;

/// <summary>How the process was started.</summary>
/// <param name="Port">The port of console and API (<c>OPSFLOW_PORT</c> or <c>--port</c>). Default 8080; 0 takes any.</param>
/// <param name="Host">The address to listen on (<c>OPSFLOW_HOST</c>). Default 127.0.0.1.</param>
/// <param name="TemporalPort">The embedded engine's port (<c>OPSFLOW_TEMPORAL_PORT</c>). Default 7233; 0 takes any.</param>
/// <param name="RunWorkers">Whether workers run in this process (<c>OPSFLOW_WORKERS</c>). Default true.</param>
internal sealed record ApiOptions(int Port, string Host, int TemporalPort, bool RunWorkers)
{
    /// <summary>Reads arguments and environment.</summary>
    /// <exception cref="ArgumentException">An argument is unknown or wrong.</exception>
    public static ApiOptions Parse(IReadOnlyList<string> args, Func<string, string?> read)
    {
        var port = PortOf("OPSFLOW_PORT", read("OPSFLOW_PORT"), 8080);
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--port" when i + 1 < args.Count:
                    port = PortOf("--port", args[++i], 8080);
                    break;
                default:
                    throw new ArgumentException($"Unknown argument {args[i]}. Known: --port N.");
            }
        }

        return new(
            port,
            read("OPSFLOW_HOST") is { Length: > 0 } host ? host : "127.0.0.1",
            PortOf("OPSFLOW_TEMPORAL_PORT", read("OPSFLOW_TEMPORAL_PORT"), 7233),
            read("OPSFLOW_WORKERS") is not ("false" or "0"));
    }

    private static int PortOf(string name, string? text, int fallback) => string.IsNullOrEmpty(text) ? fallback
        : int.TryParse(text, out var port) && port is >= 0 and <= 65535 ? port
        : throw new ArgumentException($"{name} must be a port, 0 to 65535");
}
