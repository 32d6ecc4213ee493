using OpsFlow.Api.Errors;
using OpsFlow.Api.Tests;
using OpsFlow.Scenarios.Official;

namespace OpsFlow.Scenarios.Support;

/// <summary>What tests need beside .NET and git, and why it is not there.</summary>
public static class Needs
{
    public const string Emulators = "emulators";
    public const string Compose = "compose";
    public const string Shared = "shared";
    public const string OfficialServer = "official-server";
    public const string SpringJars = "spring-jars";
    public const string Postgres = "postgres";

    public static string? ReasonToSkip(params string[] needs) =>
        needs.Select(Reason).FirstOrDefault(reason => reason is not null);

    public static string? Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static string? Reason(string need) => need switch
    {
        Emulators => NpmPackages.Emulate.Problem,
        Compose => NpmPackages.ComposeSchema.Problem,
        Shared => Missing("corpus/README.md", "the folder of test material (OPSFLOW_SHARED)"),
        OfficialServer => Missing("bin/temporal", "the official Temporal dev server"),
        SpringJars => Missing("java/spring-boot-web-3.5.6.tar.xz", "the archive of Spring Boot's jars"),
        Postgres => OpsFlow.Tests.Support.Counterparts.ReasonToSkip(OpsFlow.Tests.Support.Counterparts.Postgres),
        _ => Program(need) is null ? $"{need} is not installed" : null,
    };

    private static string? Missing(string path, string what) =>
        File.Exists(Path.Combine(AppProcess.Shared, path)) ? null : $"{what} is not there";
}
