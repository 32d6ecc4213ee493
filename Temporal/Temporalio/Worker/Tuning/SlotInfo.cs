namespace Temporalio.Worker.Tuning;

/// <summary>The work of a slot.</summary>
public record SlotInfo
{
    /// <summary>A workflow task.</summary>
    /// <param name="WorkflowType">The workflow's type.</param>
    /// <param name="IsSticky">Whether the run was expected in memory.</param>
    public record WorkflowSlotInfo(string WorkflowType, bool IsSticky) : SlotInfo();

    /// <summary>An activity.</summary>
    /// <param name="ActivityType">The activity's type.</param>
    public record ActivitySlotInfo(string ActivityType) : SlotInfo();

    /// <summary>A local activity.</summary>
    /// <param name="ActivityType">The activity's type.</param>
    public record LocalActivitySlotInfo(string ActivityType) : SlotInfo();
}
