using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

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
        Port = FreePort();
    }

    public int Port { get; }

    /// <summary>A port of loopback that nobody listens on at the moment.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

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

    /// <summary>A size from the process's status file, in MiB.</summary>
    public double MiB(string field)
    {
        var line = File.ReadLines($"/proc/{_process!.Id}/status").First(l => l.StartsWith(field + ":", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public int Id => _process!.Id;

    public double ProcessorSeconds => _process!.TotalProcessorTime.TotalSeconds;

    public void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }
    }
}
