using System.ComponentModel;
using System.Globalization;
using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Sandbox;

/// <summary>
/// Runs one shell command confined: namespaces of its own (no network, no other processes, no shared memory of others),
/// a machine that it can only read, a <c>/tmp</c>, <c>/dev</c> and home folder of its own, none of other programs'
/// sockets, as a user that nobody else is, and without any right to undo that. What its processes use of memory, disk,
/// processes, output and time is limited, and none of them outlives this program. Where the system does not allow so
/// much, the command is not run, unless <see cref="SandboxOptions.AllowUnconfined"/> says otherwise.
/// </summary>
public sealed class CommandSandbox
{
    /// <summary>What a run says first when a part of the confinement failed.</summary>
    public const string NotRun = "The command was not run:";

    // Users whom systemd gives to services for as long as they run. A number for each run, so that limits of a user's
    // processes are limits of the run's.
    private const int FirstUser = 61184;
    private const int LastUser = 65519;

    /// <summary>The folder of a command's home in which Go keeps what it compiled.</summary>
    public const string BuildCache = "gocache";

    // The command's input tells when this program is gone, however it ended: then the whole group goes too.
    private const string Lifeline = """
        exec 3<&0 </dev/null
        "$@" 3<&- &
        child=$!
        { read -r _ <&3; kill -KILL "$child" 0; } >/dev/null 2>&1 &
        watch=$!
        wait "$child"
        code=$?
        kill -KILL $watch 2>/dev/null
        exit $code
        """;

    private const string Unconfined = """
        limits=$1 command=$2
        echo 1000 2>/dev/null > /proc/self/oom_score_adj || true
        if [ -n "$limits" ]; then exec prlimit $limits sh -c "$command" 2>&1; fi
        exec sh -c "$command" 2>&1
        """;

    private static readonly string s_launcher = ReadLauncher();

    /// <summary>What a command has of its own.</summary>
    internal static readonly string[] Namespaces = [
        "--net", "--mount", "--ipc", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc",
    ];

    private static readonly SandboxWay[] s_ways =
    [
        new(["unshare", .. Namespaces], IsRoot: true),
        new(["unshare", "--user", "--map-root-user", .. Namespaces], IsRoot: false),
    ];

    private readonly SandboxOptions _options;
    private readonly TimeProvider _time;

    // What the system allows is found out once, by trying.
    private readonly Lazy<Task<SandboxWay?>> _way;

    public CommandSandbox(SandboxOptions options, TimeProvider time)
        : this(options, time, s_ways)
    {
    }

    internal CommandSandbox(SandboxOptions options, TimeProvider time, SandboxWay[] ways)
    {
        (_options, _time) = (options, time);
        _way = new(() => ProbeAsync(ways));
    }

    /// <summary>Why nothing is run on this machine; null if commands are run.</summary>
    public async Task<string?> RefusalAsync(CancellationToken cancellationToken) =>
        _options.AllowUnconfined || await _way.Value.WaitAsync(cancellationToken) is not null
            ? null
            : $"{NotRun} this machine cannot confine it. That needs unshare, setpriv and prlimit (util-linux) and the "
                + "right to make namespaces: of root, or of everybody by kernel.unprivileged_userns_clone and "
                + "kernel.apparmor_restrict_unprivileged_userns, in a container by its security profile. "
                + "OPSFLOW_UNCONFINED_TESTS=true runs it without; then whoever can commit can run programs here.";

    /// <summary>How commands are run here, for whoever judges a result.</summary>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken) =>
        await _way.Value.WaitAsync(cancellationToken) is null
            ? "own copy, scrubbed environment, limits of single processes; not confined, as the settings allow"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"own copy, scrubbed environment, machine read-only, "
                    + $"at most {Gibibytes(_options.MaxMemoryBytes)} memory, {Gibibytes(_options.MaxDiskBytes)} disk "
                    + $"and {_options.MaxProcesses} processes, no network");

    public async Task<SandboxRun> RunAsync(
        string folder,
        string home,
        string command,
        CancellationToken cancellationToken)
    {
        if (await RefusalAsync(cancellationToken) is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }

        var way = await _way.Value.WaitAsync(cancellationToken);
        return await RunAsync(way, folder, home, command, _options.Timeout, cancellationToken);
    }

    private async Task<SandboxRun> RunAsync(
        SandboxWay? way, string folder, string home, string command, TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        var watch = new SandboxWatch(_options, home, _time);
        string[] all = way is null
            ? ["sh", "-c", Unconfined, "sh", HasProgram("prlimit") ? Limits(isAlone: false) : "", command]
            : [.. way.Prefix, "sh", "-c", s_launcher, "sh", .. Confinement(way, command)];
        var ownGroup = HasProgram("setsid");
        if (ownGroup)
        {
            all = ["setsid", "sh", "-c", Lifeline, "sh", .. all];
        }

        var result = await BoundedProcess.RunAsync(
            new ProcessSpec
            {
                Program = all[0],
                Arguments = all[1..],
                Folder = folder,
                Environment = Variables(home),
                Timeout = timeout,
                MaxOutputBytes = _options.OutputBytes,
                MaxTotalBytes = _options.MaxOutputBytes,
                KeepOutputTail = true,
                OwnGroup = ownGroup,
                HoldsInput = ownGroup,
                WatchAsync = OperatingSystem.IsLinux() ? watch.RunAsync : null,
            },
            _time,
            cancellationToken);
        return new(result, result.Stopped == StopReason.Output ? SandboxLimit.Output : watch.Exceeded);
    }

    private static string Gibibytes(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.##} GiB");

    private static bool HasProgram(string name) => ProgramFolders().Any(f => File.Exists(Path.Combine(f, name)));

    private static string[] ProgramFolders() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static string ReadLauncher()
    {
        using var stream = typeof(CommandSandbox).Assembly.GetManifestResourceStream("confine.sh")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // The first of confine.sh's own words; the rest says what is seen.
    private string[] Confinement(SandboxWay way, string command) =>
    [
        command,
        way.IsRoot ? Random.Shared.Next(FirstUser, LastUser + 1).ToString(CultureInfo.InvariantCulture) : "",
        _options.OwnerHome,
        Limits(isAlone: true),
        .. HostView.Kept(_options.OwnerHome, ProgramFolders().Concat(PassedVariables().Select(v => v.Value))),
        "--",
        .. HostView.Hidden(_options.OwnerHome, _options.HiddenFolders),
    ];

    // Processes are counted by user: where others are of the same one their number says nothing.
    private string Limits(bool isAlone) => string.Create(
        CultureInfo.InvariantCulture,
        $"--core=0 --nofile=8192 --fsize={_options.MaxFileBytes} --data={_options.MaxMemoryBytes} "
            + $"--cpu={(long)_options.Timeout.TotalSeconds * Environment.ProcessorCount}"
            + $"{(isAlone ? $" --nproc={_options.MaxProcesses}" : "")}");

    private IEnumerable<(string Name, string Value)> PassedVariables() => _options.PassedVariables
        .Select(name => (name, Environment.GetEnvironmentVariable(name) ?? "")).Where(v => v.Item2.Length > 0);

    private Dictionary<string, string> Variables(string home)
    {
        var temp = Directory.CreateDirectory(Path.Combine(home, "tmp")).FullName;
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = home,
            ["TMPDIR"] = temp,
            ["LC_ALL"] = "C.UTF-8",
            ["TZ"] = "UTC",
            ["CI"] = "true",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["GOFLAGS"] = "-mod=mod",
            ["GOPROXY"] = "off",
            ["GOTOOLCHAIN"] = "local",
            ["GOCACHE"] = Path.Combine(home, BuildCache),
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        };
        foreach (var (name, value) in PassedVariables())
        {
            variables[name] = value;
        }

        return variables;
    }

    // The whole confinement round a command that does nothing: what fails in it fails here first.
    private async Task<SandboxWay?> ProbeAsync(SandboxWay[] ways)
    {
        foreach (var way in ways)
        {
            var home = Directory.CreateTempSubdirectory("opsflow-probe-").FullName;
            try
            {
                var work = Directory.CreateDirectory(Path.Combine(home, "work")).FullName;
                var run = await RunAsync(way, work, home, "true", TimeSpan.FromSeconds(30), CancellationToken.None);
                if (run.Process.Succeeded)
                {
                    return way;
                }
            }
            catch (Win32Exception)
            {
                // A program that is missing is no way.
            }
            finally
            {
                Directory.Delete(home, recursive: true);
            }
        }

        return null;
    }
}
