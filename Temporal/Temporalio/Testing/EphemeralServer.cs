using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Temporalio.Client;

namespace Temporalio.Testing;

/// <summary>A server process that lives as long as an environment.</summary>
internal sealed class EphemeralServer
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process? _process;

    private EphemeralServer(string target, Process? process)
    {
        Target = target;
        _process = process;
    }

    public string Target { get; }

    public static async Task<EphemeralServer> StartDevAsync(WorkflowEnvironmentStartLocalOptions options)
    {
        var dev = options.DevServerOptions;
        var path = Locate(dev.ExistingPath);
        var port = PortOf(options.TargetHost);
        var official = IsNamed(path, "temporal");
        List<string> args = official
            ?
            [
                "server", "start-dev", "--port", $"{port}", "--namespace", options.Namespace, "--ip", "127.0.0.1",
                "--log-format", dev.LogFormat, "--log-level", dev.LogLevel,
                "--dynamic-config-value", "frontend.enableServerVersionCheck=false",
            ]
            : ["--port", $"{port}", "--namespace", options.Namespace, "--ip", "127.0.0.1"];
        if (dev.DatabaseFilename is { } file)
        {
            args.AddRange([official ? "--db-filename" : "--db", file]);
        }

        if (options.UI)
        {
            args.AddRange(["--ui-port", $"{(options.UIPort == 0 ? FreePort() : options.UIPort)}"]);
        }
        else if (official)
        {
            args.Add("--headless");
        }

        foreach (var key in options.SearchAttributes ?? [])
        {
            args.AddRange(["--search-attribute", $"{key.Name}={key.ValueType}"]);
        }

        args.AddRange(dev.ExtraArgs ?? []);
        return await StartAsync(path, args, port, options.Namespace).ConfigureAwait(false);
    }

    public static Task<EphemeralServer> StartTimeSkippingAsync(WorkflowEnvironmentStartTimeSkippingOptions options)
    {
        var path = Locate(options.TestServer.ExistingPath);
        var port = PortOf(options.TargetHost);
        List<string> args = IsNamed(path, "temporal-test-server")
            ? [$"{port}"]
            : ["--port", $"{port}", "--namespace", options.Namespace, "--ip", "127.0.0.1", "--time-skipping"];
        args.AddRange(options.TestServer.ExtraArgs ?? []);
        // The official test server knows every namespace and cannot describe any.
        return StartAsync(path, args, port, null);
    }

    public async Task StopAsync()
    {
        if (_process is null || _process.HasExited)
        {
            return;
        }

        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            return;
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    private static bool IsNamed(string path, string name) =>
        string.Equals(Path.GetFileNameWithoutExtension(path), name, StringComparison.OrdinalIgnoreCase);

    private static string Locate(string? given)
    {
        const string Name = "Temporal.DevServer";
        string?[] candidates =
        [
            given,
            Environment.GetEnvironmentVariable("TEMPORAL_DEV_SERVER"),
            Path.Combine(AppContext.BaseDirectory, Name),
            Path.Combine(AppContext.BaseDirectory, Name + ".exe"),
            Path.Combine(AppContext.BaseDirectory, Name + ".dll"),
            // Where the build puts it beside the application's own output.
            Path.Combine(
                AppContext.BaseDirectory, "..", "..", Name,
                Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), Name + ".dll"),
        ];
        if (given is not null && !File.Exists(given))
        {
            throw new InvalidOperationException($"There is no server program at {given}");
        }

        return candidates.FirstOrDefault(c => !string.IsNullOrEmpty(c) && File.Exists(c))
            ?? throw new InvalidOperationException(
                $"No server program found: set ExistingPath or the environment variable TEMPORAL_DEV_SERVER, or put {Name} "
                + "beside the application");
    }

    private static int PortOf(string? target) =>
        target is not null && int.TryParse(target[(target.LastIndexOf(':') + 1)..], out var port) ? port : FreePort();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<EphemeralServer> StartAsync(
        string path, IReadOnlyList<string> args, int port, string? @namespace)
    {
        var isDll = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var info = new ProcessStartInfo(isDll ? "dotnet" : path, isDll ? [path, .. args] : args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var process = Process.Start(info) ?? throw new InvalidOperationException($"Cannot start {path}");
        // Kept for the error message only, and read in any case, or the server would block on a full pipe.
        var output = new StringBuilder();
        DataReceivedEventHandler keep = (_, e) =>
        {
            lock (output)
            {
                if (output.Length < 4000)
                {
                    output.AppendLine(e.Data);
                }
            }
        };
        process.OutputDataReceived += keep;
        process.ErrorDataReceived += keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // An environment that nobody disposed must not leave its server behind.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => KillQuietly(process);

        var server = new EphemeralServer($"127.0.0.1:{port}", process);
        var started = Stopwatch.StartNew();
        while (!await IsReadyAsync(server.Target, @namespace).ConfigureAwait(false))
        {
            if (process.HasExited || started.Elapsed > StartTimeout)
            {
                await server.StopAsync().ConfigureAwait(false);
                lock (output)
                {
                    throw new InvalidOperationException($"The server {path} did not start: {output}");
                }
            }

            await Task.Delay(50).ConfigureAwait(false);
        }

        return server;
    }

    private static void KillQuietly(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended already.
        }
    }

    private static async Task<bool> IsReadyAsync(string target, string? @namespace)
    {
        try
        {
            var connection = TemporalConnection.CreateLazy(new(target)
            {
                RpcRetry = new RpcRetryOptions { MaxRetries = 0 },
            });
            var options = new RpcOptions { Timeout = TimeSpan.FromSeconds(5) };
            if (@namespace is null)
            {
                await connection.TestService.GetCurrentTimeAsync(new(), options).ConfigureAwait(false);
            }
            else
            {
                await connection.WorkflowService.DescribeNamespaceAsync(new() { Namespace = @namespace }, options)
                    .ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception e) when (e is Exceptions.RpcException or InvalidOperationException)
        {
            return false;
        }
    }
}
