namespace Temporalio.Workflows;

/// <summary>Options of a signal to a child workflow.</summary>
public class ChildWorkflowSignalOptions : ICloneable
{
    /// <summary>Cancels the signal; null for the workflow's own token.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>Makes a shallow copy.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone() => MemberwiseClone();
}
