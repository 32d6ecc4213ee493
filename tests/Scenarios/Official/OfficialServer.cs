using System.Diagnostics;
using System.Net.Sockets;
using OpsFlow.Api.Tests;
using OpsFlow.Scenarios.Support;

namespace OpsFlow.Scenarios.Official;

/// <summary>The official dev server in a process of its own.</summary>
public sealed class OfficialServer : IAsyncDisposable
{
    private readonly Process _process;

    private OfficialServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<OfficialServer> StartAsync(string folder)
    {
        var port = FreePort.Next();
        var process = Process.Start(new ProcessStartInfo(
            Path.Combine(AppProcess.Shared, "bin", "temporal"),
            ["server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", $"{port}",
                "--db-filename", Path.Combine(folder, "official.db"), "--log-level", "error"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new OfficialServer(process, port);
        await Until.TrueAsync(server.ListensAsync, "official server");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> ListensAsync()
    {
        Assert.False(_process.HasExited, "the official server ended");
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
