namespace Temporalio.Workflows;

/// <summary>Options of a wait for a condition.</summary>
public class WaitConditionOptions : ICloneable
{
    /// <summary>Makes options; <see cref="ConditionCheck"/> must be set before use.</summary>
    public WaitConditionOptions()
        : this(null!)
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="conditionCheck">The condition.</param>
    /// <param name="timeout">How long to wait; null for ever.</param>
    /// <param name="timeoutSummary">A single line about the timer for user interfaces.</param>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    public WaitConditionOptions(
        Func<bool> conditionCheck,
        TimeSpan? timeout = null,
        string? timeoutSummary = null,
        CancellationToken? cancellationToken = null)
    {
        ConditionCheck = conditionCheck;
        Timeout = timeout;
        TimeoutSummary = timeoutSummary;
        CancellationToken = cancellationToken;
    }

    /// <summary>The condition; it must only read the workflow's state.</summary>
    public Func<bool> ConditionCheck { get; set; }

    /// <summary>How long to wait; null for ever.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>A single line about the timer for user interfaces.</summary>
    public string? TimeoutSummary { get; set; }

    /// <summary>Cancels the wait; null for the workflow's own token.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>Makes a shallow copy.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone() => MemberwiseClone();
}
