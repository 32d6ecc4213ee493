using System.Diagnostics;
using System.Text;

namespace OpsFlow.Engine.Tests.External;

/// <summary>Finds and runs programs that nobody here wrote.</summary>
internal static class Programs
{
    /// <summary>A program on PATH or in the shared folder beside the repository; null when there is none.</summary>
    public static string? Find(string name)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            if (folder.Length > 0 && File.Exists(Path.Combine(folder, name)))
            {
                return Path.Combine(folder, name);
            }
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                var shared = Path.Combine(folder.FullName, "..", "shared", "bin", name);
                return File.Exists(shared) ? Path.GetFullPath(shared) : null;
            }
        }

        return null;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string arguments, string? folder, TimeSpan timeout)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder ?? Environment.CurrentDirectory,
            },
        };
        var output = new StringBuilder();
        void Add(object sender, DataReceivedEventArgs e)
        {
            lock (output)
            {
                output.AppendLine(e.Data);
            }
        }

        process.OutputDataReceived += Add;
        process.ErrorDataReceived += Add;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end in {timeout}: {output}");
        }

        lock (output)
        {
            return (process.ExitCode, output.ToString());
        }
    }
}
