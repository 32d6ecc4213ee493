using System.ComponentModel;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Processes;
using OpsFlow.Infrastructure.Sandbox;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>
/// Runs the server's test command in throw-away folders with the files of the commit: without the fix, then with it.
/// Neither run sees anything of the other, but for what Go compiled in the first: the folders of its build cache that
/// are named by the content they were made of.
/// </summary>
public sealed partial class FixVerifier(
    SandboxOptions options, TimeProvider time, ILogger<FixVerifier>? logger = null)
{
    private const string Delete = """chmod -R u+rwX "$1"; rm -rf "$1" """;

    private const UnixFileMode Private =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly string[] s_programNotFound = ["not found", "No such file or directory"];
    private readonly CommandSandbox _sandbox = new(options, time);
    private readonly ILogger _logger = logger ?? NullLogger<FixVerifier>.Instance;

    /// <summary>
    /// Verifies a patch. Both runs are reported; the fix is proven only by red before and green after, and by none that
    /// changes what decides how tests are run.
    /// </summary>
    /// <param name="tree">The files without the fix.</param>
    /// <param name="testCommand">Shell command, run in the root of the copy; null or empty is not configured.</param>
    /// <param name="patch">The fix.</param>
    /// <param name="onProgress">Told each step, for heartbeats.</param>
    public async Task<VerificationResult> VerifyAsync(
        GitSourceTree tree,
        string? testCommand,
        Patch patch,
        Action<string>? onProgress,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(testCommand))
        {
            return new VerificationResult(VerificationOutcome.NotConfigured, VerificationWords.NotConfigured);
        }

        if (await _sandbox.RefusalAsync(cancellationToken) is { } refusal)
        {
            return new VerificationResult(VerificationOutcome.Error, refusal);
        }

        var started = time.GetTimestamp();
        var root = Directory.CreateTempSubdirectory("opsflow-verify-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // The command may run as another user, who has to get to its folder within.
            File.SetUnixFileMode(root, Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        try
        {
            var isolation = await _sandbox.DescribeAsync(cancellationToken);
            VerificationResult Result(
                VerificationOutcome outcome, string detail, SandboxRun? red, SandboxRun? green) =>
                new(outcome, detail, isolation, Tail(red), Tail(green)) { Elapsed = time.GetElapsedTime(started) };

            onProgress?.Invoke("Running the tests without the fix");
            var red = await RunAsync(tree, root, "before", null, testCommand, cancellationToken);
            if (Broken(red) is { } fault)
            {
                return Result(VerificationOutcome.Error, fault, red, null);
            }

            onProgress?.Invoke("Running the tests with the fix");
            var green = await RunAsync(tree, root, "after", patch, testCommand, cancellationToken);
            if (NotRun(green) is { } notRun)
            {
                return Result(VerificationOutcome.Error, notRun, red, green);
            }

            var deciding = patch.Files.Select(f => f.Path).FirstOrDefault(PathPolicy.DecidesTests);
            return (red.Process.ExitCode, green.Process.Succeeded) switch
            {
                (0, true) => Result(
                    VerificationOutcome.NotRedBefore, VerificationWords.NotRedBefore, red, green),
                (0, false) => Result(
                    VerificationOutcome.StillRed,
                    VerificationWords.FailsWithFix,
                    red,
                    green),
                (_, true) when deciding is not null => Result(
                    VerificationOutcome.NotRedBefore,
                    VerificationWords.FormatChangesTests(deciding),
                    red,
                    green),
                (_, true) => Result(
                    VerificationOutcome.Proven,
                    VerificationWords.Proven,
                    red,
                    green),
                _ => Result(
                    VerificationOutcome.StillRed,
                    green.Process.TimedOut ? VerificationWords.TimeLimitWithFix
                        : green.Exceeded is { } limit ? VerificationWords.FormatLimitWithFix(WordsOf(limit))
                        : VerificationWords.StillRed,
                    red,
                    green),
            };
        }
        catch (IOException e)
        {
            return new VerificationResult(VerificationOutcome.Error, e.Message)
            {
                Elapsed = time.GetElapsedTime(started),
            };
        }
        finally
        {
            await DeleteAsync(root);
        }
    }

    private static string? NotRun(SandboxRun run) =>
        run.Process.ExitCode == 126 && Tail(run).StartsWith(CommandSandbox.NotRun, StringComparison.Ordinal)
            ? Tail(run).Split('\n')[0]
            : null;

    private static string? Broken(SandboxRun red) => red switch
    {
        { Process.TimedOut: true } => VerificationWords.TimeLimitWithoutFix,
        { Exceeded: { } limit } => VerificationWords.FormatLimitWithoutFix(WordsOf(limit)),
        _ when NotRun(red) is { } notRun => notRun,
        { Process.ExitCode: 126 or 127 }
            when s_programNotFound.Any(t => Tail(red).Contains(t, StringComparison.Ordinal)) =>
            VerificationWords.ProgramMissing,
        _ => null,
    };

    private static string WordsOf(SandboxLimit limit) =>
        VerificationWords.GetResourceString($"Limit{limit}", $"{limit}");

    private static string Tail(SandboxRun? run) =>
        run is null ? string.Empty : Encoding.UTF8.GetString(run.Process.Output);

    private async Task<SandboxRun> RunAsync(
        GitSourceTree tree,
        string root,
        string name,
        Patch? patch,
        string command,
        CancellationToken cancellationToken)
    {
        var home = Path.Combine(root, name);
        _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(home) : Directory.CreateDirectory(home, Private);
        var (cache, kept) = (
            Path.Combine(home, CommandSandbox.BuildCache), Path.Combine(root, CommandSandbox.BuildCache));
        KeepBuildCache(kept, cache);
        var copy = Path.Combine(home, "work");
        tree.Export(copy, options.MaxCopyBytes, cancellationToken);
        foreach (var file in patch?.Files ?? [])
        {
            var full = FolderGuard.Resolve(copy, file.Path)
                ?? throw new IOException($"The path {file.Path} leaves the checkout.");
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);

            // Overwriting in place keeps the mode of executable files.
            await File.WriteAllTextAsync(full, file.Content, cancellationToken);
        }

        try
        {
            return await _sandbox.RunAsync(copy, home, command, cancellationToken);
        }
        finally
        {
            KeepBuildCache(cache, kept);
            await DeleteAsync(home);
        }
    }

    // What the first run compiled need not be compiled again by the second: of the same commit, by content. Whatever
    // else a test put there stays behind.
    private void KeepBuildCache(string from, string to)
    {
        try
        {
            var cache = new DirectoryInfo(from);
            if (!IsRealFolder(cache))
            {
                return;
            }

            Directory.CreateDirectory(to);
            foreach (var folder in cache.GetDirectories().Where(f => f.Name.Length == 2 && IsRealFolder(f)))
            {
                if (folder.Name.All(char.IsAsciiHexDigitLower))
                {
                    folder.MoveTo(Path.Combine(to, folder.Name));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The second run compiles it again, which costs time and no result.
            LogNotKept(_logger, e.Message);
        }
    }

    private static bool IsRealFolder(DirectoryInfo folder) =>
        folder.Exists && !folder.Attributes.HasFlag(FileAttributes.ReparsePoint);

    // A test may leave folders that nobody may read, or that are too deep for a path to name.
    private async Task DeleteAsync(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return;
        }
        // The last one for a path that is too long for the system: the runtime takes the entry for one without a name.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The system's own programs get further.
        }

        string reason;
        try
        {
            var spec = new ProcessSpec
            {
                Program = "sh",
                Arguments = ["-c", Delete, "sh", folder],
                Folder = Path.GetTempPath(),
                Environment = new Dictionary<string, string>
                {
                    ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
                },
            };
            reason = (await BoundedProcess.RunAsync(spec, time, CancellationToken.None)).Error.OneLine(300);
        }
        catch (Win32Exception e)
        {
            reason = e.Message;
        }

        if (Directory.Exists(folder))
        {
            LogLeft(_logger, folder, reason);
        }
    }

    [LoggerMessage(2, LogLevel.Warning, "What was compiled without the fix could not be kept: {Reason}")]
    private static partial void LogNotKept(ILogger logger, string reason);

    [LoggerMessage(1, LogLevel.Warning, "The folder {Folder} of a verification could not be deleted: {Reason}")]
    private static partial void LogLeft(ILogger logger, string folder, string reason);
}
