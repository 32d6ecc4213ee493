namespace Temporalio.Testing;

/// <summary>Options of a time-skipping server that a test environment starts.</summary>
public class TestServerOptions : ICloneable
{
    /// <summary>The server's program; looked up as that of <see cref="DevServerOptions.ExistingPath"/>. A program named
    /// <c>temporal-test-server</c> is taken for the official one.</summary>
    public string? ExistingPath { get; set; }

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
