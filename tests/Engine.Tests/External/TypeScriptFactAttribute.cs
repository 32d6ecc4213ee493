using System.Diagnostics;

namespace OpsFlow.Engine.Tests.External;

/// <summary>A test with the official TypeScript SDK; skipped, with the reason, where it cannot be installed.</summary>
public sealed class TypeScriptFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Problem = new(Install);

    public TypeScriptFactAttribute() => Skip = Reason;

    internal static string? Reason => Problem.Value;

    private static string Installed { get; } = Path.Combine(Path.GetTempPath(), "temporal-typescript-sdk-1.24.0-with-testing");

    /// <summary>The checks in a folder of their own, with the SDK.</summary>
    internal static DirectoryInfo PrepareFolder()
    {
        var folder = Directory.CreateTempSubdirectory("temporal-typescript-checks-");
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "TypeScript")))
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }

        Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "node_modules"), Path.Combine(Installed, "node_modules"));
        return folder;
    }

    /// <summary>Installs the SDK where it is kept between runs, because it is large.</summary>
    private static string? Install()
    {
        if (Programs.Find("npm") is not { } npm || Programs.Find("node") is null)
        {
            return "npm and node are not on PATH: the official TypeScript SDK was not tried.";
        }

        Directory.CreateDirectory(Installed);
        if (File.Exists(Path.Combine(Installed, "installed")))
        {
            return null;
        }

        File.Copy(
            Path.Combine(AppContext.BaseDirectory, "TypeScript", "package.json"), Path.Combine(Installed, "package.json"),
            overwrite: true);
        using var process = Process.Start(new ProcessStartInfo(npm, "install --no-audit --no-fund --loglevel=error")
        {
            WorkingDirectory = Installed,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            return $"npm could not install the official TypeScript SDK: {error}";
        }

        File.WriteAllText(Path.Combine(Installed, "installed"), "");
        return null;
    }
}
