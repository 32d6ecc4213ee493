using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Temporalio.Client;

namespace Temporalio.Tests.Support;

/// <summary>Starts each server once for the whole test run and ends it with the run.</summary>
public static class TestServers
{
    private static readonly string[] SearchAttributes =
    [
        "--search-attribute", "TestKeyword=Keyword", "--search-attribute", "TestInt=Int",
        "--search-attribute", "TestText=Text", "--search-attribute", "TestBool=Bool",
        "--search-attribute", "TestDouble=Double", "--search-attribute", "TestDatetime=Datetime",
        "--search-attribute", "TestKeywordList=KeywordList",
    ];

    private static readonly Lazy<Task<TemporalClient>> Ours = new(() => StartAsync(
        OursPath()!, port => ["--port", $"{port}", "--ip", "127.0.0.1", .. SearchAttributes]));

    private static readonly Lazy<Task<TemporalClient>> Official = new(() => StartAsync(OfficialPath()!, port =>
    [
        "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", $"{port}", "--log-level", "never",
        "--dynamic-config-value", "frontend.workerVersioningDataAPIs=true",
        .. SearchAttributes,
    ]));

    public static string? OursMissing { get; } = OursPath() is null
        ? "The dev server is not built (artifacts/bin/Temporal.DevServer, or TEMPORAL_DEV_SERVER)"
        : null;

    public static string? OfficialMissing { get; } = OfficialPath() is null
        ? "The official server was not found (TEMPORAL_CLI, temporal on PATH, or ../shared/bin/temporal)"
        : null;

    public static Task<TemporalClient> ClientAsync(ServerKind kind) =>
        (kind == ServerKind.Ours ? Ours : Official).Value;

    private static string? OursPath()
    {
        if (Environment.GetEnvironmentVariable("TEMPORAL_DEV_SERVER") is { Length: > 0 } given)
        {
            return File.Exists(given) ? given : null;
        }

        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var built = Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Temporal.DevServer", configuration, "Temporal.DevServer.dll");
        return File.Exists(built) ? Path.GetFullPath(built) : null;
    }

    private static string? OfficialPath()
    {
        if (Environment.GetEnvironmentVariable("TEMPORAL_CLI") is { Length: > 0 } given)
        {
            return File.Exists(given) ? given : null;
        }

        return FindProgram("temporal");
    }

    /// <summary>A program on PATH or among the shared ones.</summary>
    public static string? FindProgram(string name)
    {
        var root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "Workflows.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Append(root is null ? "" : Path.Combine(root, "..", "shared", "bin"))
            .Where(f => f.Length > 0).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
    }

    private static async Task<TemporalClient> StartAsync(string path, Func<int, string[]> args)
    {
        var port = FreePort.Next();
        var isDll = path.EndsWith(".dll", StringComparison.Ordinal);
        var info = new ProcessStartInfo(isDll ? "dotnet" : path, isDll ? [path, .. args(port)] : args(port))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(info)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Kill(entireProcessTree: true);
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{port}"));
                await client.WorkflowService.DescribeNamespaceAsync(new() { Namespace = "default" });
                return client;
            }
            catch (Exception e) when (waited.Elapsed < TimeSpan.FromMinutes(3) && !process.HasExited && e is not TargetInvocationException)
            {
                await Task.Delay(100);
            }
        }
    }
}
