using System.Diagnostics;

namespace OpsFlow.Engine.Tests.External;

/// <summary>The official TypeScript SDK, kept between runs because it is large.</summary>
internal static class TypeScriptSdk
{
    private static readonly Lazy<string?> Installation = new(Install);

    /// <summary>Why it cannot be had; null when it can.</summary>
    public static string? Missing => Programs.Missing("npm", "node") ?? Installation.Value;

    private static string Folder { get; } =
        Path.Combine(Path.GetTempPath(), "temporal-typescript-sdk-1.24.0-with-testing");

    /// <summary>The checks in a folder of their own, with the SDK.</summary>
    public static DirectoryInfo PrepareFolder()
    {
        var folder = Directory.CreateTempSubdirectory("temporal-typescript-checks-");
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "TypeScript")))
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }

        Directory.CreateSymbolicLink(
            Path.Combine(folder.FullName, "node_modules"), Path.Combine(Folder, "node_modules"));
        return folder;
    }

    private static string? Install()
    {
        Directory.CreateDirectory(Folder);
        if (File.Exists(Path.Combine(Folder, "installed")))
        {
            return null;
        }

        File.Copy(
            Path.Combine(AppContext.BaseDirectory, "TypeScript", "package.json"), Path.Combine(Folder, "package.json"),
            overwrite: true);
        using var process = Process.Start(
            new ProcessStartInfo(Programs.Find("npm")!, "install --no-audit --no-fund --loglevel=error")
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
