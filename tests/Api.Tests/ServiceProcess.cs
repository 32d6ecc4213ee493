using System.Diagnostics;
using System.Net.Sockets;

namespace OpsFlow.Api.Tests;

/// <summary>One of the program's parts as a process of its own, which can be killed and started again.</summary>
public sealed class ServiceProcess(
    string project, IReadOnlyDictionary<string, string> environment, params string[] arguments) : IAsyncDisposable
{
    private Process? _process;

    public void Start()
    {
        var configuration = typeof(ServiceProcess).Assembly.GetCustomAttributes(false)
            .OfType<System.Reflection.AssemblyMetadataAttribute>().Single(a => a.Key == "Configuration").Value!;
        var dll = Path.Combine(
            AppProcess.RepositoryRoot, "artifacts", "bin", project, configuration.ToLowerInvariant(), $"{project}.dll");
        var info = new ProcessStartInfo("dotnet", [dll, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        _process = Process.Start(info)!;
        // Read and dropped: a full pipe would stop the process.
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public async Task KillAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
        }

        await (_process?.WaitForExitAsync() ?? Task.CompletedTask);
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Waits until something listens on a port of this machine.</summary>
    public static async Task WaitForPortAsync(int port, CancellationToken token)
    {
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, token);
            }
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
