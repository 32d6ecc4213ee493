namespace Temporalio.Workflows;

/// <summary>Options of a signal to another workflow.</summary>
public class ExternalWorkflowSignalOptions : ICloneable
{
    /// <summary>Cancels the signal; null for the workflow's own token.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>Makes a shallow copy.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone() => MemberwiseClone();
}
