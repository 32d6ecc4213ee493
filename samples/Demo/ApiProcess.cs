using System.Diagnostics;

namespace OpsFlow.Samples.Demo;

/// <summary>OpsFlow as a child process that never outlives this one, however this one ends.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private const string Listens = "OpsFlow listens on ";

    // The shell holds the other end of our pipe: a line means "stop in order", its end means that we were killed.
    // Without that, a killed demonstration would leave a program that keeps its ports and its database.
    // Ctrl-C reaches the whole group; it is ours to say what follows from it.
    private const string Lifeline = """
        trap '' INT
        exec 3<&0
        "$@" < /dev/null 3<&- &
        api=$!
        { if read -r line <&3; then kill -TERM "$api"; else kill -KILL "$api"; fi; } &
        reader=$!
        wait "$api"
        code=$?
        kill "$reader" 2> /dev/null
        exit "$code"
        """;

    // Longer than OpsFlow gives its own parts to stop.
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private ApiProcess(Process process, DemoOutput output)
    {
        _process = process;
        _reading = ReadAsync(output);
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the program. Secrets go by its environment, which other users cannot list.</summary>
    public static ApiProcess Start(
        DemoOptions options, string adminKey, string slackSigningSecret, DemoOutput output,
        IReadOnlyDictionary<string, string>? more = null)
    {
        var info = new ProcessStartInfo("sh", ["-c", Lifeline, "opsflow", "dotnet", options.Api])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        info.Environment["OPSFLOW_DATA"] = options.DataFolder;
        info.Environment["OPSFLOW_HOST"] = "127.0.0.1";
        info.Environment["OPSFLOW_ADMIN_KEY"] = adminKey;
        // We read it and print it for a person, though it goes through a pipe.
        info.Environment["OPSFLOW_LOG_FORMAT"] = "plain";
        info.Environment["OPSFLOW_SLACK_SIGNING_SECRET"] = slackSigningSecret;
        // The only repository is the demonstration's own: its command may run where none can be confined, too.
        info.Environment["OPSFLOW_UNCONFINED_TESTS"] = "true";
        if (options.Port is { } port)
        {
            info.Environment["OPSFLOW_PORT"] = $"{port}";
        }

        foreach (var (name, value) in more ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return new(Process.Start(info)!, output);
    }

    /// <summary>Where it listens.</summary>
    /// <exception cref="DemoException">It ended instead.</exception>
    public Task<Uri> UrlAsync(CancellationToken token) => _url.Task.WaitAsync(token);

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process.HasExited)
        {
            await _reading;
            _process.Dispose();
            return;
        }

        try
        {
            await _process.StandardInput.WriteLineAsync("stop");
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        using var patience = new CancellationTokenSource(s_stopTimeout);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync(DemoOutput output)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.WriteLine(line);
            if (line.StartsWith(Listens, StringComparison.Ordinal))
            {
                _url.TrySetResult(new Uri(line[Listens.Length..].TrimEnd('/') + "/"));
            }
        }

        await _process.WaitForExitAsync();
        _url.TrySetException(new DemoException($"OpsFlow ended with exit code {_process.ExitCode}"));
    }
}
