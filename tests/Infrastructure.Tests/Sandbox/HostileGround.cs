using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using OpsFlow.Infrastructure.Sandbox;

namespace OpsFlow.Infrastructure.Tests.Sandbox;

/// <summary>
/// A machine with all that hostile commands are after: secrets that nothing but the confinement protects, programs that
/// listen, one to kill, a file to spoil.
/// </summary>
public sealed class HostileGround : IDisposable
{
    private static readonly string[] s_secretFiles =
    [
        "data/key", "owner/.ssh/id_rsa", "owner/.aws/credentials", "owner/.config/gcloud/key", "owner/.azure/token",
        "owner/.kube/config", "owner/.git-credentials", "owner/.netrc", "owner/.config/gh/hosts.yml", "owner/.npmrc",
        "owner/.pypirc", "owner/.m2/settings.xml", "owner/.docker/config.json", "owner/.bash_history",
        "owner/.cargo/credentials.toml",
    ];

    // All from here on is an ordinary user's, the copy too.
    private const string AsOrdinary = """
        chown -R 65534:65534 "$HOME" && exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
        """;

    // What is found out of a way is found out once.
    private readonly Dictionary<bool, CommandSandbox> _sandboxes = [];
    private readonly List<Socket> _listeners = [];
    private readonly Process _victim;

    public HostileGround()
    {
        // Not in the folder of temporary files, which is private to a command anyway.
        Base = Directory.CreateDirectory(
            Path.Combine(Counterparts.RepositoryRoot, "artifacts", $"hostile-{Guid.NewGuid():n}")).FullName;
        foreach (var name in s_secretFiles)
        {
            var file = Path.Combine(Base, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Secret);
            Open(file, UnixFileMode.OtherRead);
        }

        File.WriteAllText(Outside, "whole");
        Open(Outside, UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        Open(Base, UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);
        Environment.SetEnvironmentVariable("OPSFLOW_HOSTILE_SECRET", Secret);
        Port = ((IPEndPoint)Listen(new IPEndPoint(IPAddress.Any, 0), ProtocolType.Tcp).LocalEndPoint!).Port;
        Listen(new UnixDomainSocketEndPoint(SocketFile), ProtocolType.Unspecified);
        Open(SocketFile, UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        Listen(new UnixDomainSocketEndPoint("\0" + Mark), ProtocolType.Unspecified);
        _victim = Start();
    }

    public static bool IsRoot => Environment.UserName == "root";

    public string Base { get; }

    public string Secret { get; } = $"s3cret{Guid.NewGuid():n}";

    public string Data => Path.Combine(Base, "data");

    public string Owner => Path.Combine(Base, "owner");

    public int Port { get; }

    private string Mark { get; } = $"mark{Guid.NewGuid():n}";

    private string Outside => Path.Combine(Base, "outside.txt");

    private string SocketFile => Path.Combine(Base, "engine.sock");

    // A number that no other program of the machine sleeps for.
    private string Forever { get; } = Random.Shared.Next(1_000_000, 9_000_000).ToString(CultureInfo.InvariantCulture);

    /// <summary>The confinement as root makes it, or as an ordinary user does.</summary>
    public CommandSandbox Sandbox(bool asRoot)
    {
        if (!_sandboxes.TryGetValue(asRoot, out var sandbox))
        {
            var options = new SandboxOptions
            {
                Timeout = TimeSpan.FromSeconds(20),
                MaxMemoryBytes = 512L << 20,
                MaxFileBytes = 64L << 20,
                MaxDiskBytes = 256L << 20,
                MaxOutputBytes = 8L << 20,
                MaxFiles = 5000,
                MaxProcesses = 200,
                OwnerHome = Owner,
            };
            options.HiddenFolders.Add(Data);
            _sandboxes[asRoot] = sandbox = new CommandSandbox(options, TimeProvider.System, [Way(asRoot)]);
        }

        return sandbox;
    }

    public string Fill(string command) => command
        .Replace("{base}", Base, StringComparison.Ordinal)
        .Replace("{data}", Data, StringComparison.Ordinal)
        .Replace("{owner}", Owner, StringComparison.Ordinal)
        .Replace("{outside}", Outside, StringComparison.Ordinal)
        .Replace("{victim}", $"{_victim.Id}", StringComparison.Ordinal)
        .Replace("{mark}", Mark, StringComparison.Ordinal)
        .Replace("{segment}", "0x6f70730a", StringComparison.Ordinal)
        .Replace("{port}", $"{Port}", StringComparison.Ordinal)
        .Replace("{address}", $"{Address()}", StringComparison.Ordinal)
        .Replace("{socket}", SocketFile, StringComparison.Ordinal)
        .Replace("{abstract}", Mark, StringComparison.Ordinal)
        .Replace("{forever}", Forever, StringComparison.Ordinal);

    /// <summary>What a command that was run has done; empty for nothing.</summary>
    public IReadOnlyList<string> Harm(string output)
    {
        var harm = new List<string>();
        void If(bool isDone, string what)
        {
            if (isDone)
            {
                harm.Add(what);
            }
        }

        If(output.Contains(Secret, StringComparison.Ordinal), "it read a secret");
        If(output.Split('\n').Any(l => l.Trim() == "PWNED"), "it says that it had success");
        If(_listeners.Any(l => l.Poll(0, SelectMode.SelectRead)), "it reached a program");
        If(_victim.HasExited, "it ended another program");
        If(!File.Exists(Outside) || File.ReadAllText(Outside) != "whole", "it changed a file outside");
        If(new[] { "/tmp", "/var/tmp", "/dev/shm" }.Any(f => File.Exists(Path.Combine(f, Mark))), "it left a file");
        If(Sleepers().Any(), "it left a program running");
        return harm;
    }

    public void Dispose()
    {
        _victim.Kill(entireProcessTree: true);
        _victim.Dispose();
        _listeners.ForEach(l => l.Dispose());
        foreach (var left in Sleepers())
        {
            left.Kill();
        }

        Directory.Delete(Base, recursive: true);
    }

    private static SandboxWay Way(bool asRoot)
    {
        string[] ordinary = ["unshare", "--user", "--map-root-user", .. CommandSandbox.Namespaces];
        return asRoot ? new(["unshare", .. CommandSandbox.Namespaces], IsRoot: true)
            : new(
                IsRoot ? ["sh", "-c", AsOrdinary, "sh", .. ordinary] : ordinary,
                IsRoot: false);
    }

    private static IPAddress Address() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)
        .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a))
        ?? IPAddress.Parse("127.0.0.2");

    private static void Open(string path, UnixFileMode more)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | more);
        }
    }

    private Socket Listen(EndPoint at, ProtocolType protocol)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Stream, protocol);
        socket.Bind(at);
        socket.Listen();
        _listeners.Add(socket);
        return socket;
    }

    private Process Start()
    {
        var info = new ProcessStartInfo("sh", ["-c", $"sleep 100000; : {Mark}"]) { UseShellExecute = false };
        info.Environment["OPSFLOW_HOSTILE_SECRET"] = Secret;
        return Process.Start(info)!;
    }

    private IEnumerable<Process> Sleepers() => Process.GetProcessesByName("sleep")
        .Concat(Process.GetProcessesByName("sh"))
        .Where(p => Arguments(p.Id).Contains(Forever, StringComparison.Ordinal));

    private static string Arguments(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
