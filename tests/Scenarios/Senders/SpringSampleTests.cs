using OpsFlow.Api.Tests;
using OpsFlow.Scenarios.Support;
using Xunit.Abstractions;

namespace OpsFlow.Scenarios.Senders;

/// <summary>The Spring Boot sample, compiled and run, as a real sender.</summary>
public sealed class SpringSampleTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Service = "src/main/java/com/example/shop/OrderService.java";

    // Compiles the service alone with a caller of one line: a second or two, no framework needed.
    private const string Check = """
        package com.example.shop;

        public class Check {
            public static void main(String[] args) {
                OrderService orders = new OrderService();
                if (orders.averagePrice("full") != 3 || orders.averagePrice("empty") != 0) {
                    throw new AssertionError("wrong average");
                }
            }
        }

        """;

    private const string TestCommand =
        $"mkdir -p target/check && javac -d target/check {Service} checks/Check.java && java -cp target/check com.example.shop.Check";

    private readonly TemporaryFolder _build = new();

    private static string Source => Path.Combine(AppProcess.RepositoryRoot, "samples", "spring");

    public async Task InitializeAsync()
    {
        if (Needs.ReasonToSkip(Needs.SpringJars, "javac", "java", "xz") is not null)
        {
            return;
        }

        var lib = Directory.CreateDirectory(Path.Combine(_build.Path, "lib")).FullName;
        await Tool.RunAsync("tar", _build.Path, "-xJf", Path.Combine(AppProcess.Shared, "java", "spring-boot-web-3.5.6.tar.xz"), "-C", lib);
        var sources = Directory.GetFiles(Path.Combine(Source, "src"), "*.java", SearchOption.AllDirectories);
        await Tool.RunAsync("javac", _build.Path, ["-parameters", "-cp", "lib/*", "-d", "out", .. sources]);
    }

    public Task DisposeAsync()
    {
        _build.Dispose();
        return Task.CompletedTask;
    }

    [RequiresFact(Needs.SpringJars, "javac", "java", "xz")]
    public async Task Error_OfTheSample_IsAnalyzedProvenAndPublished()
    {
        using var folder = new TemporaryFolder();
        var files = Directory.GetFiles(Source, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(Source, f), File.ReadAllText);
        files["checks/Check.java"] = Check;
        files[".gitignore"] = "target/\n";
        await SenderChecks.ReportsAndIsFixedAsync(StartAsync, folder.Path, files, "java", TestCommand, Service, output);
    }

    [RequiresFact(Needs.SpringJars, "javac", "java", "xz")]
    public Task Errors_WhileOpsFlowIsDownOrSilent_AreAnsweredWithoutDelay() => SenderChecks.IsNotDelayedAsync(StartAsync, output);

    private Task<SenderProcess> StartAsync(string url, string serverName) => SenderProcess.StartAsync(
        "java",
        port => ["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", "out:lib/*", "com.example.shop.ShopApplication",
            "--server.address=127.0.0.1", $"--server.port={port}", $"--opsflow.url={url}", $"--opsflow.server-name={serverName}"],
        _build.Path,
        "orders/full/average");
}
