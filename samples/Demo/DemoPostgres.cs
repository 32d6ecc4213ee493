using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OpsFlow.Samples.Demo;

/// <summary>A PostgreSQL server for one demonstration, when one is installed.</summary>
internal sealed class DemoPostgres : IAsyncDisposable
{
    private readonly string _bin;
    private readonly string _folder;
    private readonly int _port;

    private DemoPostgres(string bin, string folder, int port) => (_bin, _folder, _port) = (bin, folder, port);

    public string Connection => $"Host=127.0.0.1;Port={_port};Username=demo;Database=postgres";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes and starts one; null when none is installed or it does not start.</summary>
    public static async Task<DemoPostgres?> TryStartAsync(string folder, CancellationToken token)
    {
        if (FindBin() is not { } bin)
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        var postgres = new DemoPostgres(bin, folder, FreePort());
        if (Environment.UserName == "root" && !await RunAsync("chown", ["postgres", folder], token))
        {
            return null;
        }

        return (Directory.Exists(postgres.Data)
                || await postgres.RunOwnAsync("initdb", token, "-D", postgres.Data, "-U", "demo", "-A", "trust"))
            && await postgres.RunOwnAsync(
                "pg_ctl", token, "-D", postgres.Data, "-w", "-l", Path.Combine(folder, "log"), "-o",
                $"-p {postgres._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''", "start")
            ? postgres
            : null;
    }

    public async ValueTask DisposeAsync() =>
        await RunOwnAsync("pg_ctl", CancellationToken.None, "-D", Data, "-m", "fast", "-w", "stop");

    private static string? FindBin() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order().Reverse().Select(d => Path.Combine(d, "bin"))
            : [])
        .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "pg_ctl")));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // PostgreSQL refuses to run as root.
    private Task<bool> RunOwnAsync(string program, CancellationToken token, params string[] arguments)
    {
        var full = Path.Combine(_bin, program);
        return Environment.UserName == "root"
            ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", full, .. arguments], token)
            : RunAsync(full, arguments, token);
    }

    private static async Task<bool> RunAsync(string program, string[] arguments, CancellationToken token)
    {
        try
        {
            string[] quiet = ["-c", "exec \"$@\" > /dev/null 2>&1", program, program, .. arguments];
            using var process = Process.Start(new ProcessStartInfo("sh", quiet)
            {
                WorkingDirectory = Path.GetTempPath(),
            })!;
            await process.WaitForExitAsync(token);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
