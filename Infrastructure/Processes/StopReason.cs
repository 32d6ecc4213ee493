namespace OpsFlow.Infrastructure.Processes;

/// <summary>What a process was killed for, other than its time.</summary>
public enum StopReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>It wrote more than it may.</summary>
    Output,

    /// <summary>Who watched it said so.</summary>
    Watch,
}
