using Temporalio.Client;
using Temporalio.Common;

namespace Temporalio.Testing;

/// <summary>Options of a test environment with a dev server.</summary>
public class WorkflowEnvironmentStartLocalOptions : TemporalClientConnectOptions
{
    /// <summary>Not used: this library downloads nothing.</summary>
    public string? DownloadDirectory { get; set; }

    /// <summary>Whether to start the user interface.</summary>
    public bool UI { get; set; }

    /// <summary>The port of the user interface; 0 for any.</summary>
    public int UIPort { get; set; }

    /// <summary>Search attributes to register.</summary>
    public IReadOnlyCollection<SearchAttributeKey>? SearchAttributes { get; set; }

    /// <summary>Options of the server.</summary>
    public DevServerOptions DevServerOptions { get; set; } = new();

    /// <inheritdoc/>
    public override object Clone()
    {
        var copy = (WorkflowEnvironmentStartLocalOptions)base.Clone();
        copy.DevServerOptions = (DevServerOptions)DevServerOptions.Clone();
        return copy;
    }
}
