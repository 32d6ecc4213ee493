using System.Diagnostics;

namespace OpsFlow.Bench.Figures;

/// <summary>This program again, as a process that is measured.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    public ChildProcess(params string[] args) => _process = Process.Start(
        new ProcessStartInfo("dotnet", [typeof(ChildProcess).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
        })!;

    public int Id => _process.Id;

    public static async Task<ChildProcess> StartWorkerAsync(ServerProcess server)
    {
        var worker = new ChildProcess("worker", $"127.0.0.1:{server.Port}");
        await worker.ReadLineAsync();
        return worker;
    }

    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The process ended early.");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
