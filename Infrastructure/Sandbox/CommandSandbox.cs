using System.ComponentModel;
using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Sandbox;

/// <summary>
/// Runs one shell command confined: own process group, scrubbed environment, limits on time, file size and output, no
/// network, no other processes, a <c>/tmp</c> of its own, no view of hidden folders, of keys in the home folder and of
/// other programs' sockets, and no capability to undo any of that. Where the system does not allow so much, the command
/// is not run, unless <see cref="SandboxOptions.AllowUnconfined"/> says otherwise.
/// </summary>
public sealed class CommandSandbox
{
    /// <summary>What a run says first when a part of the confinement failed.</summary>
    public const string NotRun = "The command was not run:";

    // What could unmount or remount is given up for good, by root as by anybody.
    private const string Unprivileged = "setpriv --no-new-privs --inh-caps -all --bounding-set -all";

    // $1: network is cut (1) or not; $2: the command; $3...: folders to hide. Loopback stays usable within the
    // namespace. /tmp is private, with only the copy in it: programs leave locks there (those of .NET are kept by
    // process id, which another namespace has too), and one killed while it holds a lock would fail the next run.
    private const string Launcher = $$"""
        cut=$1; command=$2; shift 2
        if [ "$cut" = 1 ]; then
          ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null || busybox ip link set lo up 2>/dev/null || python3 -c '
        import fcntl, socket, struct
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 0x49))' 2>/dev/null || true
          for hidden; do
            if [ -d "$hidden" ]; then mount -t tmpfs -o ro,size=4k tmpfs "$hidden"
            elif [ -e "$hidden" ]; then mount --bind /dev/null "$hidden"
            fi || { echo "{{NotRun}} $hidden cannot be hidden." >&2; exit 126; }
          done
          inside=$HOME/private; case $HOME in /tmp/*) inside=$HOME/private${HOME#/tmp} ;; esac
          mkdir -p "$inside" && { [ "$inside" = "$HOME/private" ] || mount --bind "$HOME" "$inside"; } 2>/dev/null &&
            mount --rbind "$HOME/private" /tmp 2>/dev/null && cd "$PWD" || true
        fi
        echo 1000 2>/dev/null > /proc/self/oom_score_adj || true
        if [ "$cut" = 1 ]; then set -- {{Unprivileged}}; else set --; fi
        exec "$@" sh -c "$command" 2>&1
        """;

    private static readonly string[] s_namespaces = [
        "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"
    ];

    // Of the user that OpsFlow runs as, and of the machine's services.
    private static readonly string[] s_secrets =
    [
        .. new[]
        {
            ".ssh", ".aws", ".azure", ".config", ".docker", ".gnupg", ".kube", ".netrc", ".git-credentials", ".npmrc",
            ".pypirc", ".m2/settings.xml", ".m2/settings-security.xml", ".nuget/NuGet/NuGet.Config",
            ".pgpass", ".my.cnf", ".gradle/gradle.properties", ".cargo/credentials", ".cargo/credentials.toml",
            ".gem/credentials", ".composer/auth.json", ".terraform.d", ".vault-token", ".local/share/keyrings",
            ".mozilla", ".thunderbird", ".bash_history", ".zsh_history", ".python_history", ".psql_history",
            ".mysql_history", ".node_repl_history",
        }.Select(name => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), name)),
        "/run",
    ];

    private static readonly string[][] s_ways =
        [["unshare", .. s_namespaces], ["unshare", "--user", "--map-root-user", .. s_namespaces]];

    private readonly SandboxOptions _options;
    private readonly TimeProvider _time;

    // What the system allows is found out once, by trying.
    private readonly Lazy<Task<string[]>> _prefix;

    public CommandSandbox(SandboxOptions options, TimeProvider time)
        : this(options, time, s_ways)
    {
    }

    internal CommandSandbox(SandboxOptions options, TimeProvider time, string[][] ways)
    {
        (_options, _time) = (options, time);
        _prefix = new(() => ProbeAsync(ways, time));
    }

    /// <summary>Why nothing is run on this machine; null if commands are run.</summary>
    public async Task<string?> RefusalAsync(CancellationToken cancellationToken) =>
        _options.AllowUnconfined || (await _prefix.Value.WaitAsync(cancellationToken)).Length > 0
            ? null
            : $"{NotRun} this machine cannot confine it. That needs unshare and setpriv (util-linux) and the right to "
                + "make namespaces: of root, or of everybody by kernel.unprivileged_userns_clone and "
                + "kernel.apparmor_restrict_unprivileged_userns, in a container by its security profile. "
                + "OPSFLOW_UNCONFINED_TESTS=true runs it without; then whoever can commit can run programs here.";

    public async Task<string> DescribeAsync(CancellationToken cancellationToken) =>
        (await _prefix.Value.WaitAsync(cancellationToken)).Length > 0
            ? "own copy, scrubbed environment, limits, no network"
            : "own copy, scrubbed environment, limits; not confined, as the settings allow";

    public async Task<ProcessResult> RunAsync(
        string folder,
        string home,
        string command,
        CancellationToken cancellationToken)
    {
        if (await RefusalAsync(cancellationToken) is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }

        var prefix = await _prefix.Value.WaitAsync(cancellationToken);
        string[] limits =
        [
            "prlimit", "--core=0", $"--fsize={_options.MaxFileBytes}", "--nofile=8192",
            $"--cpu={(long)_options.Timeout.TotalSeconds * Environment.ProcessorCount}",
        ];
        string[] all =
        [
            .. prefix, .. HasProgram("prlimit") ? limits : [], "sh", "-c", Launcher, "sh",
            prefix.Length > 0 ? "1" : "0", command,
            .. _options.HiddenFolders.Select(Path.GetFullPath), .. s_secrets,
        ];
        var ownGroup = HasProgram("setsid");
        return await BoundedProcess.RunAsync(
            new ProcessSpec
            {
                Program = ownGroup ? "setsid" : all[0],
                Arguments = ownGroup ? all : all[1..],
                Folder = folder,
                Environment = Variables(home),
                Timeout = _options.Timeout,
                MaxOutputBytes = _options.OutputBytes,
                KeepOutputTail = true,
                OwnGroup = ownGroup,
            },
            _time,
            cancellationToken);
    }

    private static bool HasProgram(string name) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(f => File.Exists(Path.Combine(f, name)));

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
            ["GOCACHE"] = Path.Combine(home, "gocache"),
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        };
        foreach (var name in _options.PassedVariables)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                variables[name] = value;
            }
        }

        return variables;
    }

    private static async Task<string[]> ProbeAsync(string[][] ways, TimeProvider time)
    {
        foreach (var way in ways)
        {
            if (await WorksAsync(way, time))
            {
                return way;
            }
        }

        return [];
    }

    private static async Task<bool> WorksAsync(string[] way, TimeProvider time)
    {
        try
        {
            var result = await BoundedProcess.RunAsync(
                new ProcessSpec
                {
                    Program = way[0],
                    Arguments = [.. way[1..], .. Unprivileged.Split(' '), "true"],
                    Folder = Path.GetTempPath(),
                    Environment = new Dictionary<string, string>
                    {
                        ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
                    },
                    Timeout = TimeSpan.FromSeconds(10),
                },
                time,
                CancellationToken.None);
            return result.Succeeded;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
