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

    /// <summary>
    /// File of the certificate authorities that hosts are trusted by. Default: what the environment says, also in the
    /// names that .NET reads and some builds of git do not; null for the machine's own.
    /// </summary>
    public string? CertificateFile { get; set; } =
        Environment.GetEnvironmentVariable("GIT_SSL_CAINFO") ?? Environment.GetEnvironmentVariable("SSL_CERT_FILE");

    /// <summary>The same for a folder of authorities.</summary>
    public string? CertificateFolder { get; set; } =
        Environment.GetEnvironmentVariable("GIT_SSL_CAPATH") ?? Environment.GetEnvironmentVariable("SSL_CERT_DIR");

    /// <summary>Transports that may be used. Default: https, http, ssh, file.</summary>
    public IList<string> AllowedProtocols { get; } = ["https", "http", "ssh", "file"];
}
