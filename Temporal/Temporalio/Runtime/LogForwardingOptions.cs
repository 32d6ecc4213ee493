using Microsoft.Extensions.Logging;

namespace Temporalio.Runtime;

/// <summary>Where the runtime's own log goes.</summary>
public class LogForwardingOptions : ICloneable
{
    /// <summary>Makes options; <see cref="Logger"/> must be set.</summary>
    public LogForwardingOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="logger">Gets the log.</param>
    public LogForwardingOptions(ILogger logger) => Logger = logger;

    /// <summary>Gets the log.</summary>
    public ILogger? Logger { get; set; }

    /// <summary>Whether the values of a line come with it, not just its text. Default true.</summary>
    public bool IncludeFields { get; set; } = true;

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
