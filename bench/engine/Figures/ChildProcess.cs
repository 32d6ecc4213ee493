using System.Diagnostics;
using System.Text.Json;

namespace OpsFlow.Bench.Figures;

/// <summary>This program again, as a process that is measured.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    public ChildProcess(params string[] args) => _process = Process.Start(
        new ProcessStartInfo("dotnet", [typeof(ChildProcess).Assembly.Location, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    public int Id => _process.Id;

    public ProcessUsage Usage => ProcessUsage.Of(_process.Id);

    public static async Task<ChildProcess> StartWorkerAsync(ServerProcess server)
    {
        var worker = new ChildProcess("worker", $"127.0.0.1:{server.Port}");
        await worker.ReadLineAsync();
        return worker;
    }

    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The process ended early.");

    /// <summary>Asks a worker for its state.</summary>
    /// <param name="live">Whether to collect garbage before, which may also change what is resident.</param>
    public async Task<WorkerState> StateAsync(bool live)
    {
        await _process.StandardInput.WriteLineAsync(live ? "live" : "now");
        return JsonSerializer.Deserialize<WorkerState>(await ReadLineAsync())!;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
