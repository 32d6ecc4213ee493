namespace OpsFlow.Scenarios.Senders;

/// <summary>The Spring Boot sample, compiled and run, as a real sender.</summary>
public sealed class SpringSampleTests(SpringSampleTests.Build build, ITestOutputHelper output)
    : IClassFixture<SpringSampleTests.Build>
{
    private const string Service = "src/main/java/com/example/shop/OrderService.java";

    // Compiles the service alone with a caller of one line: a second or two, no framework needed.
    private const string Check = """
        package com.example.shop;

        public class Check {
            public static void main(String[] args) {
                OrderService orders = new OrderService();
                if (orders.paidPrices("full").size() != 2 || orders.paidPrices("gift").size() != 1) {
                    throw new AssertionError("wrong prices");
                }
            }
        }

        """;

    private const string TestCommand =
        $"mkdir -p target/check && javac -d target/check {Service} checks/Check.java"
        + " && java -cp target/check com.example.shop.Check";

    private static string Source => Path.Combine(Counterparts.RepositoryRoot, "samples", "spring");

    [RequiresFact(Counterparts.SpringJars, "javac", "java", "xz")]
    public async Task Error_OfTheSample_IsAnalyzedProvenAndPublished()
    {
        using var folder = new TempFolder();
        var files = Directory.GetFiles(Source, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(Source, f), File.ReadAllText);
        files["checks/Check.java"] = Check;
        files[".gitignore"] = "target/\n";
        await SenderChecks.ReportsAndIsFixedAsync(StartAsync, folder.Path, files, "java", TestCommand, Service, output);
    }

    [RequiresFact(Counterparts.SpringJars, "javac", "java", "xz")]
    public Task Errors_WhileOpsFlowIsDownOrSilent_AreAnsweredWithoutDelay() =>
        SenderChecks.IsNotDelayedAsync(StartAsync, output);

    [RequiresFact(Counterparts.SpringJars, "javac", "java", "xz")]
    public Task Error_RefusedForAWhile_IsSentAgain() => SenderChecks.IsSentAgainAsync(StartAsync);

    private Task<SenderProcess> StartAsync(string url, string serverName) => SenderProcess.StartAsync(
        "java",
        port => ["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", "out:lib/*", "com.example.shop.ShopApplication",
            "--server.address=127.0.0.1", $"--server.port={port}", $"--opsflow.url={url}",
            $"--opsflow.server-name={serverName}", $"--opsflow.webhook-secret={SenderChecks.Secret}"],
        build.Path,
        "orders/full/prices");

    /// <summary>The sample, compiled.</summary>
    public sealed class Build : IAsyncLifetime
    {
        private readonly TempFolder _folder = new();

        public string Path => _folder.Path;

        public async Task InitializeAsync()
        {
            if (Counterparts.ReasonToSkip(Counterparts.SpringJars, "javac", "java", "xz") is not null)
            {
                return;
            }

            var lib = Directory.CreateDirectory(System.IO.Path.Combine(Path, "lib")).FullName;
            var jars = System.IO.Path.Combine(Counterparts.SharedFolder!, "java", "spring-boot-web-3.5.6.tar.xz");
            await Tool.RunAsync("tar", ["-xJf", jars, "-C", lib]);
            var sources = Directory.GetFiles(
                System.IO.Path.Combine(Source, "src"), "*.java", SearchOption.AllDirectories);
            await Tool.RunAsync("javac", ["-parameters", "-cp", "lib/*", "-d", "out", .. sources], Path);
        }

        public Task DisposeAsync()
        {
            _folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
