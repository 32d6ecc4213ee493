using System.Diagnostics;
using System.Globalization;
using TestSupport;

namespace OpsFlow.Bench.Scan;

/// <summary>The program in a process of its own, which can be killed and comes back on the same ports.</summary>
/// <param name="temporal">A server in place of the engine within it; null for none.</param>
internal sealed class ApiUnderTest(string data, Uri model, int quota, string? temporal) : IAsyncDisposable
{
    public const string Key = "bench-admin-key-0123456789";

    private readonly int _port = FreePort.Next();
    private readonly int _temporalPort = FreePort.Next();
    private Process? _process;

    public Uri Url => new($"http://127.0.0.1:{_port}/");

    public TimeSpan Processor => _process?.TotalProcessorTime ?? TimeSpan.Zero;

    public async Task StartAsync()
    {
        var limit = quota > 0 ? $", max_concurrency: {quota}" : "";
        await File.WriteAllTextAsync(Path.Combine(data, "models.yaml"), $$"""
            default: main
            models:
              main: { model: scripted-1, endpoint: "{{model}}", capabilities: [vision, json_schema]{{limit}} }
            """);
        var info = new ProcessStartInfo("dotnet", ["artifacts/bin/OpsFlow.Api/release/OpsFlow.Api.dll"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in new[]
        {
            ("OPSFLOW_DATA", data), ("OPSFLOW_PORT", _port.ToString(CultureInfo.InvariantCulture)),
            ("OPSFLOW_ADMIN_KEY", Key), ("OPSFLOW_API_RATE", "0"), ("OPSFLOW_SCAN_LABEL_PATIENCE", "24h"),
            ("OPSFLOW_MODELS_FILE", Path.Combine(data, "models.yaml")),
            temporal is null
                ? ("OPSFLOW_TEMPORAL_PORT", _temporalPort.ToString(CultureInfo.InvariantCulture))
                : ("TEMPORAL_ADDRESS", temporal),
        })
        {
            info.Environment[name] = value;
        }

        _process = Process.Start(info)!;
        var listens = new TaskCompletionSource();
        _process.OutputDataReceived += (_, e) =>
        {
            if (e.Data?.Contains("OpsFlow listens on", StringComparison.Ordinal) == true)
            {
                listens.TrySetResult();
            }
        };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await listens.Task.WaitAsync(TimeSpan.FromMinutes(3));
    }

    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }
    }
}
