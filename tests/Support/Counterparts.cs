using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace OpsFlow.Tests.Support;

/// <summary>Finds the programs and folders that some tests need and product code does not.</summary>
public static class Counterparts
{
    public const string Browser = "browser";
    public const string Compose = "compose";
    public const string Emulators = "emulators";
    public const string Express = "express";
    public const string McpServer = "mcp-server";
    public const string OfficialServer = "official-server";
    public const string Ollama = "ollama";
    public const string OpenClaw = "openclaw";
    public const string Postgres = "postgres";
    public const string S3 = "s3";
    public const string Shared = "shared";
    public const string SpringJars = "spring-jars";
    public const string TypeScriptSdk = "typescript-sdk";

    private static readonly string[] s_postgresFolders =
        [.. Enumerable.Range(12, 10).Reverse().Select(v => $"/usr/lib/postgresql/{v}/bin")];

    private static readonly ConcurrentDictionary<string, Lazy<string>> s_unpacked = new();

    public static string RepositoryRoot { get; } = FindRoot();

    public static string? PostgresBin =>
        s_postgresFolders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    /// <summary>The Chromium of this machine, or null.</summary>
    public static string? Chromium => Environment.GetEnvironmentVariable("CHROMIUM")
        ?? Program("chromium") ?? Program("chromium-browser") ?? Program("google-chrome");

    /// <summary>The folder of test material beside the repository, or null.</summary>
    public static string? SharedFolder
    {
        get
        {
            var named = Environment.GetEnvironmentVariable("OPSFLOW_SHARED");
            var folder = string.IsNullOrEmpty(named) ? Path.Combine(RepositoryRoot, "..", "shared") : named;
            return Directory.Exists(Path.Combine(folder, "corpus")) ? Path.GetFullPath(folder) : null;
        }
    }

    public static string? ReasonToSkip(params string[] needs) =>
        needs.Select(Reason).FirstOrDefault(reason => reason is not null);

    /// <summary>A program on PATH or among the test material; null when there is none.</summary>
    public static string? Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(Path.Combine(SharedFolder ?? "", "bin"))
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists) is { } found
            ? s_unpacked.GetOrAdd(found, path => new(() => Unpacked(path))).Value
            : null;

    /// <summary>A program of this repository, built as the calling test is.</summary>
    public static string Built(string project) => Path.Combine(
        RepositoryRoot, "artifacts", "bin", project, new DirectoryInfo(AppContext.BaseDirectory)
            .Name, $"{project}.dll");

    // The material's programs are scripts that hash a packed file at every call before they run what it holds: once is
    // enough. Before the first call nothing is unpacked yet, and the script does it.
    private static string Unpacked(string script)
    {
        var packed = Path.Combine(Path.GetDirectoryName(script)!, "packed", $"{Path.GetFileName(script)}.xz");
        if (!File.Exists(packed))
        {
            return script;
        }

        using var content = File.OpenRead(packed);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var program = Path.Combine(cache, "opsflow-counterparts", $"{Path.GetFileName(script)}-{hash}");
        return File.Exists(program) ? program : script;
    }

    private static string? Reason(string need) => need switch
    {
        Browser => Chromium is null ? "Chromium is not installed (Debian package chromium)" : null,
        OpenClaw => NpmPackages.OpenClaw.Problem,
        McpServer => NpmPackages.McpServer.Problem,
        Compose => NpmPackages.ComposeSchema.Problem,
        Emulators => NpmPackages.Emulate.Problem,
        Express => NpmPackages.Express.Problem,
        OfficialServer => Missing("bin/temporal", "the official Temporal dev server"),
        Ollama => Missing("bin/ollama", "the Ollama server"),
        Postgres when PostgresBin is null => "PostgreSQL's initdb is not installed",
        Postgres when Program("setpriv") is null && Environment.UserName == "root" =>
            "PostgreSQL refuses to run as root and setpriv is not installed",
        Postgres => null,
        S3 => NpmPackages.S3rver.Problem,
        Shared => Missing("corpus", "the corpus"),
        SpringJars => Missing("java/spring-boot-web-3.5.6.tar.xz", "the archive of Spring Boot's jars"),
        TypeScriptSdk => NpmPackages.TemporalSdk.Problem,
        _ => Program(need) is null ? $"{need} is not installed" : null,
    };

    private static string? Missing(string path, string what) =>
        SharedFolder is null ? "the folder of test material (OPSFLOW_SHARED) is not there"
        : Path.Exists(Path.Combine(SharedFolder, path)) ? null : $"{what} is not there";

    private static string FindRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
