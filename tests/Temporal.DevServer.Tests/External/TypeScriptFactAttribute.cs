using System.Diagnostics;

namespace Temporal.DevServer.Tests.External;

/// <summary>A test with the official TypeScript SDK; skipped, with the reason, where it cannot be installed.</summary>
public sealed class TypeScriptFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Problem = new(Install);

    public TypeScriptFactAttribute() => Skip = Problem.Value;

    /// <summary>Where the SDK is; kept between runs, because it is large.</summary>
    internal static string Folder { get; } = Path.Combine(Path.GetTempPath(), "temporal-typescript-sdk-1.24.0");

    private static string? Install()
    {
        if (Programs.Find("npm") is not { } npm || Programs.Find("node") is null)
        {
            return "npm and node are not on PATH: the official TypeScript SDK was not tried.";
        }

        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "TypeScript")))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        }

        if (File.Exists(Path.Combine(Folder, "installed")))
        {
            return null;
        }

        using var process = Process.Start(new ProcessStartInfo(npm, "install --no-audit --no-fund --loglevel=error")
        {
            WorkingDirectory = Folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            return $"npm could not install the official TypeScript SDK: {error}";
        }

        File.WriteAllText(Path.Combine(Folder, "installed"), "");
        return null;
    }
}
