namespace Temporalio.Workflows;

/// <summary>What to do when a workflow ends while a signal or update handler still runs.</summary>
public enum HandlerUnfinishedPolicy
{
    /// <summary>Warn in the log and abandon the handler.</summary>
    WarnAndAbandon,

    /// <summary>Abandon the handler silently.</summary>
    Abandon,
}
