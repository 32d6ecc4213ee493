using System.Diagnostics;
using OpsFlow.Engine.Tests.External;
using Temporalio.Client;

namespace OpsFlow.Engine.Tests.Sdk.Support;

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

    /// <summary>The engine's program.</summary>
    public static string EnginePath { get; } = Path.Combine(
        AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "OpsFlow.Engine.exe" : "OpsFlow.Engine");

    private static readonly Lazy<Task<TemporalClient>> Ours = new(() => StartAsync(EnginePath, "never"));

    private static readonly Lazy<Task<TemporalClient>> Official = new(() => StartAsync(OfficialPath!, "never"));

    public static string? OfficialPath { get; } = Programs.Find("temporal");

    public static string? OfficialMissing { get; } = OfficialPath is null
        ? "The official server was not found (temporal on PATH or ../shared/bin/temporal)"
        : null;

    public static Task<TemporalClient> ClientAsync(ServerKind kind) => (kind == ServerKind.Ours ? Ours : Official).Value;

    private static async Task<TemporalClient> StartAsync(string program, string logLevel)
    {
        var port = FreePort.Next();
        var info = new ProcessStartInfo(
            program,
            [
                "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", $"{port}", "--log-level", logLevel,
                "--dynamic-config-value", "frontend.workerVersioningDataAPIs=true", .. SearchAttributes,
            ])
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
            catch (Exception) when (waited.Elapsed < TimeSpan.FromMinutes(3) && !process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }
}
