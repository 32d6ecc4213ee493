using System.Diagnostics;

namespace OpsFlow.Scenarios.Senders;

/// <summary>An application that reports to OpsFlow, in a process of its own.</summary>
public sealed class SenderProcess : IAsyncDisposable
{
    private readonly QuietProcess _process;
    private readonly HttpClient _http;

    private SenderProcess(QuietProcess process, int port)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = new Uri(
            $"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>Starts it and waits for an answer of <paramref name="probe"/>.</summary>
    public static async Task<SenderProcess> StartAsync(
        string program, Func<int, IEnumerable<string>> arguments, string folder, string probe,
        params (string Name, string Value)[] environment)
    {
        var port = FreePort.Next();
        var info = new ProcessStartInfo(program, arguments(port)) { WorkingDirectory = folder };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        var sender = new SenderProcess(new QuietProcess(info), port);
        await sender._process.AnswersAsync(async () =>
        {
            try
            {
                using var response = await sender._http.GetAsync(probe);
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return sender;
    }

    /// <summary>The status and how long the answer took.</summary>
    public async Task<(int Status, TimeSpan Elapsed)> AskAsync(string path)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await _http.GetAsync(path);
        return ((int)response.StatusCode, Stopwatch.GetElapsedTime(started));
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }
}
