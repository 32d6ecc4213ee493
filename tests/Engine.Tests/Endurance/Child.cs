using System.Diagnostics;

namespace OpsFlow.Engine.Tests.Endurance;

/// <summary>A program beside the test, which can be killed and started again.</summary>
internal sealed class Child(string program, IReadOnlyList<string> arguments, string? readyLine = null)
    : IAsyncDisposable
{
    private Process? _process;
    private volatile string _said = "";

    public int Id => _process!.Id;

    public bool HasExited => _process is null or { HasExited: true };

    /// <summary>The server on a port, with its database.</summary>
    public static Child Server(int port, string database) => new(
        TestServers.EnginePath,
        ["--port", $"{port}", "--db", database, "--search-attribute", $"{MixedWorkflow.Attribute}=Int"],
        "Engine listening on");

    /// <summary>
    /// A server for which a limit on its files, set later, looks like a full disk instead of ending it: the signal
    /// that comes
    /// with the limit is ignored, so that the write fails.
    /// </summary>
    public static Child ServerOnFullDisk(int port, string database) => new(
        "/bin/sh",
        ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", TestServers.EnginePath, "--port", $"{port}", "--db", database],
        "Engine listening on");

    /// <summary>A worker of this assembly.</summary>
    public static Child Worker(string address, string queue) => new(
        "dotnet", [typeof(Child).Assembly.Location, "worker", address, queue]);

    /// <summary>Starts it; with a ready line, ends when it says so.</summary>
    public async Task StartAsync(params (string Name, string Value)[] environment)
    {
        if (!await TryStartAsync(environment))
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended: {_said}");
        }
    }

    /// <summary>Starts it; false if it ended before it was ready.</summary>
    public async Task<bool> TryStartAsync(params (string Name, string Value)[] environment)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        _process = Process.Start(info)!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _said = "";
        void Hear(string? line)
        {
            _said += line + "\n";
            if (readyLine is null || line?.StartsWith(readyLine, StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        }

        _process.OutputDataReceived += (_, e) => Hear(e.Data);
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (readyLine is null)
        {
            return true;
        }

        var exit = _process.WaitForExitAsync();
        return await Task.WhenAny(ready.Task, exit)
            .WaitAsync(TimeSpan.FromMinutes(3)) != exit || ready.Task.IsCompleted;
    }

    /// <summary>As <c>kill -9</c>; also when it has killed itself.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
        {
            return;
        }

        // A program may be a script that started another.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Waits until it has killed itself; false if the time is over before.</summary>
    public async Task<bool> WaitForExitAsync(TimeSpan patience)
    {
        try
        {
            await _process!.WaitForExitAsync().WaitAsync(patience);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
