using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace OpsFlow.Tests.Support;

/// <summary>A program that runs beside a test until that ends; what it prints is kept.</summary>
public sealed class QuietProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    public QuietProcess(ProcessStartInfo info)
    {
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        _process = new Process { StartInfo = info };
        _process.OutputDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        _process.ErrorDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until something listens on a port of this machine; fails when the program ends before.</summary>
    public Task ListensAsync(int port) => AnswersAsync(
        async () =>
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });

    /// <summary>Waits until the program answers a probe; fails when it ends before.</summary>
    public Task AnswersAsync(Func<Task<bool>> probe) => Until.TrueAsync(
        () =>
        {
            Assert.False(_process.HasExited, string.Join('\n', _lines));
            return probe();
        },
        $"answer of {_process.StartInfo.FileName}");

    /// <summary>Ends it and all that it started, as a power cut would.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
