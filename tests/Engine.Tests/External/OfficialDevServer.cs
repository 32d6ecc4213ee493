using System.Diagnostics;
using System.Net.Sockets;

namespace OpsFlow.Engine.Tests.External;

/// <summary>The official dev server in a process of its own.</summary>
internal sealed class OfficialDevServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private OfficialDevServer(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        Address = $"127.0.0.1:{port}";
    }

    public string Address { get; }

    public static async Task<OfficialDevServer> StartAsync(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("official-").FullName;
        var port = FreePort.Next();
        var process = Process.Start(new ProcessStartInfo(
            Programs.Find("temporal")!,
            ["server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", $"{port}", "--db-filename",
                Path.Combine(folder, "official.db"), "--log-level", "error", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new OfficialDevServer(process, folder, port);
        await server.WaitUntilItListensAsync(port);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WaitUntilItListensAsync(int port)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            Assert.False(_process.HasExited, "the official server ended");
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(2), "the official server does not listen");
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }
    }
}
