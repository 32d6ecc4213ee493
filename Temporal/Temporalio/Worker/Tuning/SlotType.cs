namespace Temporalio.Worker.Tuning;

/// <summary>Kinds of work.</summary>
public enum SlotType
{
    /// <summary>Workflow tasks.</summary>
    Workflow,

    /// <summary>Activities.</summary>
    Activity,

    /// <summary>Local activities.</summary>
    LocalActivity,

    /// <summary>Nexus operations, which this library does not run.</summary>
    NexusOperation,
}
