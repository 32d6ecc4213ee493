namespace Temporalio.Worker.Tuning;

/// <summary>A slot that is put to use.</summary>
/// <param name="SlotInfo">Its work.</param>
/// <param name="Permit">The slot.</param>
public record SlotMarkUsedContext(SlotInfo SlotInfo, SlotPermit Permit);
