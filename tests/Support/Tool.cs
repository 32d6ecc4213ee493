using System.Diagnostics;

namespace OpsFlow.Tests.Support;

/// <summary>Runs other programs to their end.</summary>
public static class Tool
{
    /// <summary>Runs a program; throws <see cref="TimeoutException"/> after 5 minutes or what is given.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> TryRunAsync(
        string program,
        IEnumerable<string> arguments,
        string? folder = null,
        TimeSpan? timeout = null,
        string input = "",
        params (string Name, string Value)[] environment)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The tests' repositories must not depend on the machine's settings.
        foreach (var (name, value) in environment.Prepend(("GIT_CONFIG_GLOBAL", "/dev/null"))
            .Prepend(("GIT_CONFIG_NOSYSTEM", "1")))
        {
            info.Environment[name] = value;
        }

        using var process = Process.Start(info)!;
        using var deadline = new CancellationTokenSource(timeout ?? TimeSpan.FromMinutes(5));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} took too long");
        }
    }

    /// <summary>What a program prints; fails when it fails.</summary>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, string? folder = null, string input = "")
    {
        var (exitCode, output, error) = await TryRunAsync(program, arguments, folder, input: input);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {exitCode}: {error}{output}");
    }

    public static string Run(
        string program, IEnumerable<string> arguments, string? folder = null, string input = "") =>
        RunAsync(program, arguments, folder, input).GetAwaiter().GetResult();

    public static Task<string> GitAsync(string folder, params string[] arguments) => RunAsync(
        "git",
        ["-c", "user.name=Tests", "-c", "user.email=tests@localhost", "-c", "commit.gpgsign=false", .. arguments],
        folder);
}
