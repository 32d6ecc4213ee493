namespace OpsFlow.Infrastructure.Git;

/// <summary>Limits of the work with git.</summary>
public sealed class GitOptions
{
    /// <summary>The git program. Default: <c>git</c> from the path.</summary>
    public string Program { get; set; } = "git";

    /// <summary>Time limit of a clone. Default 10 min.</summary>
    public TimeSpan CloneTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Time limit of any other command. Default 1 min.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Size limit of a clone. Default 2 GiB.</summary>
    public long MaxCloneBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Most files in a tree. Default 200,000.</summary>
    public int MaxFiles { get; set; } = 200_000;

    /// <summary>Commits of history that a clone brings. Default 50.</summary>
    public int Depth { get; set; } = 50;

    /// <summary>Transports that may be used. Default: https, http, ssh, file.</summary>
    public IList<string> AllowedProtocols { get; } = ["https", "http", "ssh", "file"];
}
