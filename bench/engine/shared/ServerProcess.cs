using System.Diagnostics;
using TestSupport;

namespace OpsFlow.Bench;

/// <summary>The server as a process of its own, with what the system knows of it.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly string _dll;
    private readonly string _database;
    private Process? _process;

    public ServerProcess(string dll, string database)
    {
        _dll = dll;
        _database = database;
        Port = FreePort.Next();
    }

    public int Port { get; }

    /// <summary>Starts it and waits until it says that it listens.</summary>
    public async Task<TimeSpan> StartAsync()
    {
        var watch = Stopwatch.StartNew();
        var info = new ProcessStartInfo("dotnet", [_dll, "--port", $"{Port}", "--db", _database])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(info)!;
        var line = await _process.StandardOutput.ReadLineAsync();
        return line?.Contains("listening", StringComparison.Ordinal) == true
            ? watch.Elapsed
            : throw new InvalidOperationException($"The server did not start: {line}");
    }

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public int Id => _process!.Id;

    public ProcessUsage Usage => ProcessUsage.Of(Id);

    public void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }
    }
}
