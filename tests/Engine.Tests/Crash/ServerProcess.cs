using System.Diagnostics;

namespace OpsFlow.Engine.Tests.Crash;

/// <summary>The stand-alone server as a process of its own, which can be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly string _arguments;
    private Process? _process;

    public ServerProcess(string databasePath)
    {
        Port = FreePort.Next();
        _arguments = $"\"{Path.Combine(AppContext.BaseDirectory, "OpsFlow.Engine.dll")}\" --port {Port} --db \"{databasePath}\"";
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public int Id => _process!.Id;

    public bool HasExited => _process is null or { HasExited: true };

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="failpoint">Where it is to die.</param>
    /// <param name="fullDisk">A limit on its files, set later, is to look like a full disk instead of ending it.</param>
    public async Task StartAsync(string? failpoint = null, bool fullDisk = false)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath is { } dotnet && dotnet.EndsWith("dotnet", StringComparison.Ordinal) ? dotnet : "dotnet", _arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (fullDisk)
        {
            // The signal that comes with the limit is ignored, so that the write fails; and the runtime must not keep
            // compiled code in files.
            info.Arguments = $"-c \"trap '' XFSZ; exec {info.FileName} {_arguments.Replace("\"", "'", StringComparison.Ordinal)}\"";
            info.FileName = "/bin/sh";
            info.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }

        if (failpoint is not null)
        {
            info.Environment["OPSFLOW_ENGINE_FAILPOINT"] = failpoint;
        }

        _process = Process.Start(info)!;
        var line = await _process.StandardOutput.ReadLineAsync();
        if (line is null || !line.StartsWith("Engine listening on", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"no readiness line: {line} {await _process.StandardError.ReadToEndAsync()}");
        }
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
