using Temporalio.Client;

namespace Temporalio.Testing;

/// <summary>Options of a test environment whose time passes at once when everybody waits.</summary>
public class WorkflowEnvironmentStartTimeSkippingOptions : TemporalClientConnectOptions
{
    /// <summary>Not used: this library downloads nothing.</summary>
    public string? DownloadDirectory { get; set; }

    /// <summary>Options of the server.</summary>
    public TestServerOptions TestServer { get; set; } = new();

    /// <inheritdoc/>
    public override object Clone()
    {
        var copy = (WorkflowEnvironmentStartTimeSkippingOptions)base.Clone();
        copy.TestServer = (TestServerOptions)TestServer.Clone();
        return copy;
    }
}
