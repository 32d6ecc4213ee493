using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using OpsFlow.Api.Platform;

namespace OpsFlow.Api.Tests;

/// <summary>The real program in a process of its own, on free ports and a data folder that outlives it.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    public const string AdminKey = "test-admin-key-0123456789";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Wanted? _wanted;

    private AppProcess(Process process, int port)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromMinutes(2) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    public HttpClient Http { get; }

    public IReadOnlyCollection<string> Output => _lines;

    /// <summary>Starts the program and waits until it listens, or ends.</summary>
    public static async Task<AppProcess> StartAsync(
        string data, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        var app = Launch(data, environment, arguments);
        var listens = await app.WaitForAsync("OpsFlow listens on", TimeSpan.FromMinutes(3));
        Assert.True(listens, $"the program ended instead of listening:\n{string.Join('\n', app.Output)}");
        return app;
    }

    public static AppProcess Launch(
        string data, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments) =>
        LaunchProgram("OpsFlow.Api", data, environment, arguments);

    public static AppProcess LaunchWorker(string data, IReadOnlyDictionary<string, string> environment) =>
        LaunchProgram("OpsFlow.Worker", data, environment);

    /// <summary>Starts the demonstration, which starts the program.</summary>
    public static AppProcess LaunchDemo(
        string data, IReadOnlyDictionary<string, string>? environment = null, string name = "errors") =>
        LaunchProgram("OpsFlow.Samples.Demo", data, environment, name, "--api", Counterparts.Built("OpsFlow.Api"));

    /// <summary>Waits for a line of output.</summary>
    /// <returns>False if the program ended before.</returns>
    public async Task<bool> WaitForAsync(string text, TimeSpan timeout)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _wanted = new Wanted(text, seen);
        if (_lines.Any(l => l.Contains(text, StringComparison.Ordinal)))
        {
            return true;
        }

        await Task.WhenAny(seen.Task, _exited.Task).WaitAsync(timeout);
        return seen.Task.IsCompleted;
    }

    /// <summary>
    /// The events of an analysis's workflow once that is over. Its record is final a moment before: its working folder
    /// is still to be removed.
    /// </summary>
    public async Task<JsonArray> CompletedHistoryAsync(string analysisId)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var history = await Http.GetFromJsonAsync<JsonObject>(
                $"api/v1/analyses/{analysisId}/history", patience.Token);
            var events = history!["events"]!.AsArray();
            var closed = events.Count(e => e!["eventType"]!.ToString() == "EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED");
            if (closed > 0)
            {
                Assert.Equal(1, closed);
                return events;
            }

            await Task.Delay(200, patience.Token);
        }
    }

    /// <summary>Ends the process as a power cut would, or the process alone without those that it started.</summary>
    public async Task KillAsync(bool alone = false)
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: !alone);
        }

        await _process.WaitForExitAsync();
    }

    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        await _process.WaitForExitAsync().WaitAsync(timeout);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Http.Dispose();
        _process.Dispose();
    }

    private static AppProcess LaunchProgram(
        string project, string data, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        // A test of faulty settings gives one that is none.
        var port = environment?.TryGetValue("OPSFLOW_PORT", out var same) == true && ushort.TryParse(same, out var one)
            ? one
            : FreePort.Next();
        var info = new ProcessStartInfo("dotnet", [Counterparts.Built(project), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["OPSFLOW_DATA"] = data;
        info.Environment["OPSFLOW_PORT"] = $"{port}";
        info.Environment["OPSFLOW_TEMPORAL_PORT"] = $"{FreePort.Next()}";
        info.Environment["OPSFLOW_ADMIN_KEY"] = AdminKey;
        info.Environment["OPSFLOW_SLACK_SIGNING_SECRET"] = "slack-signing-secret";
        info.Environment.Remove("TEMPORAL_ADDRESS");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        var app = new AppProcess(process, port);
        process.OutputDataReceived += (_, e) => app.OnLine(e.Data);
        process.ErrorDataReceived += (_, e) => app.OnLine(e.Data);
        process.Exited += (_, _) => app._exited.TrySetResult();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return app;
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (_wanted is { Text: var text, Seen: var seen } && line.Contains(text, StringComparison.Ordinal))
        {
            seen.TrySetResult();
        }
    }

    private sealed record Wanted(string Text, TaskCompletionSource Seen);
}
