namespace Temporalio.Testing;

/// <summary>Options of a dev server that a test environment starts.</summary>
public class DevServerOptions : ICloneable
{
    /// <summary>The server's program; null to look it up in the <c>TEMPORAL_DEV_SERVER</c> environment variable and
    /// beside the application. A <c>.dll</c> runs with <c>dotnet</c>; a program named <c>temporal</c> is taken for the
    /// official command line.</summary>
    public string? ExistingPath { get; set; }

    /// <summary>The file that keeps the data; null for memory or a temporary file.</summary>
    public string? DatabaseFilename { get; set; }

    /// <summary>The log format, for the official server.</summary>
    public string LogFormat { get; set; } = "pretty";

    /// <summary>The log level, for the official server.</summary>
    public string LogLevel { get; set; } = "warn";

    /// <summary>Not used: this library downloads nothing.</summary>
    public string DownloadVersion { get; set; } = "default";

    /// <summary>More arguments.</summary>
    public IReadOnlyCollection<string>? ExtraArgs { get; set; }

    /// <summary>Not used: this library downloads nothing.</summary>
    public TimeSpan? DownloadTtl { get; set; }

    /// <summary>Makes a shallow copy.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone() => MemberwiseClone();
}
