using System.Collections.Concurrent;
using System.Diagnostics;
using OpsFlow.Scenarios.Support;

namespace OpsFlow.Scenarios.Senders;

/// <summary>An application that reports to OpsFlow, in a process of its own.</summary>
public sealed class SenderProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private SenderProcess(Process process, int port)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Http { get; }

    public IReadOnlyCollection<string> Output => _lines;

    /// <summary>Starts it and waits for an answer of <paramref name="probe"/>.</summary>
    public static async Task<SenderProcess> StartAsync(
        string program, Func<int, IEnumerable<string>> arguments, string folder, string probe)
    {
        var port = FreePort.Next();
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments(port))
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var sender = new SenderProcess(process, port);
        process.OutputDataReceived += (_, e) => sender._lines.Enqueue(e.Data ?? "");
        process.ErrorDataReceived += (_, e) => sender._lines.Enqueue(e.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Support.Until.TrueAsync(
            async () =>
            {
                Assert.False(process.HasExited, string.Join('\n', sender._lines));
                try
                {
                    using var response = await sender.Http.GetAsync(probe);
                    return response.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "answer of the sender",
            TimeSpan.FromMinutes(4));
        return sender;
    }

    /// <summary>The status and how long the answer took.</summary>
    public async Task<(int Status, TimeSpan Elapsed)> AskAsync(string path)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await Http.GetAsync(path);
        return ((int)response.StatusCode, Stopwatch.GetElapsedTime(started));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Http.Dispose();
    }
}
