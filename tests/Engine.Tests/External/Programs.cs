using System.Diagnostics;

namespace OpsFlow.Engine.Tests.External;

/// <summary>Finds and runs programs that nobody here wrote.</summary>
internal static class Programs
{
    public const string Temporal = "temporal";
    public const string Chromium = "chromium";

    private static readonly string[] Browsers = [Chromium, "chromium-browser", "google-chrome"];

    /// <summary>A program on PATH or in the shared folder beside the repository; null when there is none.</summary>
    public static string? Find(string name) => name == Chromium
        ? Environment.GetEnvironmentVariable("CHROMIUM") ?? Browsers.Select(FindFile).FirstOrDefault(p => p is not null)
        : FindFile(name);

    /// <summary>Why a test with these programs is skipped; null when they are all there.</summary>
    public static string? Missing(params string[] programs) =>
        programs.Where(p => Find(p) is null).Select(p => $"{p} is neither on PATH nor in ../shared/bin")
            .FirstOrDefault();

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        TimeSpan timeout,
        string? folder = null,
        IEnumerable<(string Name, string Value)>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Environment.CurrentDirectory,
        };
        foreach (var (name, value) in environment ?? [])
        {
            info.Environment[name] = value;
        }

        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(timeout);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, "", $"{program} did not end in {timeout}");
        }
    }

    private static string? FindFile(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).ToList();
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                folders.Add(Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "bin")));
            }
        }

        return folders.Where(f => f.Length > 0).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
    }
}
