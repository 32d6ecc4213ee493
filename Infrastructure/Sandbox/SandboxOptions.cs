namespace OpsFlow.Infrastructure.Sandbox;

/// <summary>Limits of a verification.</summary>
public sealed class SandboxOptions
{
    /// <summary>Time limit of one run of the test command. Default 10 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes kept of the end of the output. Default 8 KiB.</summary>
    public int OutputBytes { get; set; } = 8 * 1024;

    /// <summary>Largest file the command may write. Default 1 GiB.</summary>
    public long MaxFileBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Size limit of the copy. Default 2 GiB.</summary>
    public long MaxCopyBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>
    /// Whether the command runs where this system cannot confine it: with network, as our user, seeing what we see.
    /// Default false.
    /// </summary>
    public bool AllowUnconfined { get; set; }

    /// <summary>Folders that the command must not see (the data folder with its keys).</summary>
    public IList<string> HiddenFolders { get; } = [];

    /// <summary>
    /// Variables of our own environment that the command gets besides the built-in few, such as <c>JAVA_HOME</c>.
    /// </summary>
    public IList<string> PassedVariables { get; } = ["JAVA_HOME", "GOROOT", "DOTNET_ROOT", "NODE_PATH"];
}
