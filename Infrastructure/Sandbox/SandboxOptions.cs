namespace OpsFlow.Infrastructure.Sandbox;

/// <summary>Limits of a verification.</summary>
public sealed class SandboxOptions
{
    /// <summary>Time limit of one run of the test command. Default 10 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes kept of the end of the output. Default 8 KiB.</summary>
    public int OutputBytes { get; set; } = 8 * 1024;

    /// <summary>More output than this stops the command. Default 64 MiB.</summary>
    public long MaxOutputBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Largest file the command may write. Default 1 GiB.</summary>
    public long MaxFileBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Size limit of the copy. Default 2 GiB.</summary>
    public long MaxCopyBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>All files of a run together, the copy among them. Default 6 GiB.</summary>
    public long MaxDiskBytes { get; set; } = 6L * 1024 * 1024 * 1024;

    /// <summary>How many files a run may have, those of the copy among them. Default 1,000,000.</summary>
    public int MaxFiles { get; set; } = 1_000_000;

    /// <summary>
    /// Memory of one process, and of all of a run together, that no file backs. Default 4 GiB, or three quarters of
    /// what the machine has.
    /// </summary>
    public long MaxMemoryBytes { get; set; } =
        Math.Min(4L * 1024 * 1024 * 1024, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3);

    /// <summary>Processes and threads of a run. Default 2,048.</summary>
    public int MaxProcesses { get; set; } = 2048;

    /// <summary>
    /// Whether the command runs where this system cannot confine it: with network, as our user, seeing what we see.
    /// Default false.
    /// </summary>
    public bool AllowUnconfined { get; set; }

    /// <summary>Folders that the command must not see (the data folder with its keys).</summary>
    public IList<string> HiddenFolders { get; } = [];

    /// <summary>The home folder of our user, of which the command sees next to nothing.</summary>
    public string OwnerHome { get; set; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>
    /// Variables of our own environment that the command gets besides the built-in few, such as <c>JAVA_HOME</c>.
    /// </summary>
    public IList<string> PassedVariables { get; } = ["JAVA_HOME", "GOROOT", "DOTNET_ROOT", "NODE_PATH"];
}
