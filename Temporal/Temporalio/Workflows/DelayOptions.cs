namespace Temporalio.Workflows;

/// <summary>Options of a delay.</summary>
public class DelayOptions : ICloneable
{
    /// <summary>Makes options with no delay set.</summary>
    public DelayOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="millisecondsDelay">The delay in milliseconds; see <see cref="Delay"/>.</param>
    /// <param name="summary">A single line for user interfaces.</param>
    /// <param name="cancellationToken">Cancels the delay; null for the workflow's own token.</param>
    public DelayOptions(int millisecondsDelay, string? summary = null, CancellationToken? cancellationToken = null)
        : this(TimeSpan.FromMilliseconds(millisecondsDelay), summary, cancellationToken)
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="delay">The delay; see <see cref="Delay"/>.</param>
    /// <param name="summary">A single line for user interfaces.</param>
    /// <param name="cancellationToken">Cancels the delay; null for the workflow's own token.</param>
    public DelayOptions(TimeSpan delay, string? summary = null, CancellationToken? cancellationToken = null)
    {
        Delay = delay;
        Summary = summary;
        CancellationToken = cancellationToken;
    }

    /// <summary>The delay; zero counts as one millisecond and -1 ms is for ever.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>A single line for user interfaces.</summary>
    public string? Summary { get; set; }

    /// <summary>Cancels the delay; null for the workflow's own token.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>Makes a shallow copy.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone() => MemberwiseClone();
}
