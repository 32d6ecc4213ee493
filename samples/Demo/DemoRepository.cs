using System.Diagnostics;

namespace OpsFlow.Samples.Demo;

/// <summary>
/// The demonstration's git repository: a bare remote, a folder that it is made in, a clone for each run of the program.
/// </summary>
internal sealed class DemoRepository(string folder)
{
    public const string Branch = "main";

    /// <summary>The bare repository.</summary>
    public string Remote { get; } = Path.Combine(folder, "remote.git");

    private string Source => Path.Combine(folder, "app");

    /// <summary>Splits "Unhandled exception. Type: message".</summary>
    public static (string Type, string Message) SplitHeader(string line)
    {
        const string Prefix = "Unhandled exception. ";
        var text = line.StartsWith(Prefix, StringComparison.Ordinal) ? line[Prefix.Length..] : line;
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? (text, "") : (text[..colon], text[(colon + 2)..]);
    }

    /// <summary>Makes the repositories, unless an earlier process did.</summary>
    public async Task EnsureAsync(CancellationToken token)
    {
        if (Directory.Exists(Remote) && (await GitAsync(Remote, token, "branch", "--list", Branch)).Length > 0)
        {
            return;
        }

        // Begun and not finished: begin again.
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(Source);
        await GitAsync(folder, token, "init", "--quiet", "--bare", $"--initial-branch={Branch}", Remote);
        await GitAsync(Source, token, "init", "--quiet", $"--initial-branch={Branch}");
        foreach (var (path, content) in DemoProject.Files)
        {
            var file = Path.Combine(Source, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, content.ReplaceLineEndings("\n"), token);
        }

        await GitAsync(Source, token, "add", "--all");
        await GitAsync(Source, token, "commit", "--quiet", "--message", "Add order statistics");
        await GitAsync(Source, token, "remote", "add", "origin", Remote);
        await GitAsync(Source, token, "push", "--quiet", "origin", Branch);
    }

    /// <summary>Runs the program on an order with a gift, which it cannot take.</summary>
    /// <returns>The exception and its stack trace as the runtime printed them.</returns>
    public async Task<string> CrashAsync(CancellationToken token)
    {
        var order = Path.Combine(folder, "order.txt");
        await File.WriteAllTextAsync(order, "book;12.50\ngift;0\n", token);
        // A checkout of its own: a killed build leaves half-written files which the next build takes for whole ones.
        var checkout = Path.Combine(folder, $"run-{Guid.NewGuid():N}");
        await GitAsync(folder, token, "clone", "--quiet", Remote, checkout);
        var (exitCode, output) = await RunAsync(
            "dotnet", checkout, token, "run", "--project", "app", "--", "total", order);
        var at = output.IndexOf("Unhandled exception.", StringComparison.Ordinal);
        return exitCode != 0 && at >= 0
            ? output[at..].Trim()
            : throw new DemoException($"the program did not crash as it should: {output}");
    }

    /// <summary>
    /// Looks at the remote: one new branch, on it one commit, in it the approved diff and nothing else.
    /// </summary>
    /// <returns>The changed lines as git shows them.</returns>
    /// <exception cref="DemoException">Anything else is there.</exception>
    public async Task<string> CheckFixAsync(string branch, string commit, string approvedDiff, CancellationToken token)
    {
        var branches = Lines(await GitAsync(Remote, token, "for-each-ref", "--format=%(refname:short)"));
        if (!branches.Order().SequenceEqual(new[] { Branch, branch }.Order()))
        {
            throw new DemoException($"the remote has {string.Join(", ", branches)}, not {Branch} and {branch} alone");
        }

        var commits = Lines(await GitAsync(Remote, token, "rev-list", $"{Branch}..{branch}"));
        if (commits is not [var head] || head != commit)
        {
            throw new DemoException($"the remote's {branch} has {string.Join(", ", commits)}, not {commit} alone");
        }

        var checkout = Path.Combine(folder, $"check-{Guid.NewGuid():N}");
        await GitAsync(folder, token, "clone", "--quiet", Remote, checkout);
        var patch = checkout + ".diff";
        await File.WriteAllTextAsync(patch, approvedDiff, token);
        await GitAsync(checkout, token, "apply", "--index", patch);
        var approved = await GitAsync(checkout, token, "write-tree");
        if (approved != await GitAsync(checkout, token, "rev-parse", $"{commit}^{{tree}}"))
        {
            throw new DemoException($"the commit {commit} is not the diff that was approved");
        }

        return await GitAsync(Remote, token, "diff", "--unified=0", Branch, branch);
    }

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> GitAsync(string workingFolder, CancellationToken token, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(
            "git",
            workingFolder,
            token,
            [
                "-c", "user.name=OpsFlow demo", "-c", "user.email=demo@localhost", "-c", "commit.gpgsign=false",
                .. arguments,
            ]);
        return exitCode == 0 ? output : throw new DemoException($"git {string.Join(' ', arguments)}: {output}");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string workingFolder, CancellationToken token, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = workingFolder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.StartInfo.Environment["DOTNET_NOLOGO"] = "1";
        process.StartInfo.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        process.StartInfo.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        process.StartInfo.Environment["GIT_CONFIG_GLOBAL"] = Path.DirectorySeparatorChar == '/' ? "/dev/null" : "NUL";
        process.Start();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(token);
            var error = process.StandardError.ReadToEndAsync(token);
            await process.WaitForExitAsync(token);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
