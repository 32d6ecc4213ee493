using System.Diagnostics;

namespace OpsFlow.Tests.Support;

/// <summary>The official dev server in a process of its own.</summary>
public sealed class OfficialServer : IAsyncDisposable
{
    private readonly QuietProcess _process;

    private OfficialServer(QuietProcess process, int port, int uiPort) =>
        (_process, Port, UiPort) = (process, port, uiPort);

    public int Port { get; }

    /// <summary>Where its Web UI listens, if that was asked for.</summary>
    public int UiPort { get; }

    public static async Task<OfficialServer> StartAsync(string folder, bool ui = false)
    {
        var (port, uiPort) = (FreePort.Next(), FreePort.Next());
        var process = new QuietProcess(new ProcessStartInfo(
            Path.Combine(Counterparts.SharedFolder!, "bin", "temporal"),
            [
                "server", "start-dev", "--ip", "127.0.0.1", "--port", $"{port}", "--log-level", "error",
                "--db-filename", Path.Combine(folder, "official.db"),
                .. ui ? new[] { "--ui-port", $"{uiPort}" } : ["--headless"],
            ]));
        await process.ListensAsync(port);
        if (ui)
        {
            await process.ListensAsync(uiPort);
        }

        return new OfficialServer(process, port, uiPort);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
