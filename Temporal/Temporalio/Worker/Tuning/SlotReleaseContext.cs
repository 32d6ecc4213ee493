namespace Temporalio.Worker.Tuning;

/// <summary>A slot that is given back.</summary>
/// <param name="SlotInfo">Its work; null if it was not used.</param>
/// <param name="Permit">The slot.</param>
public record SlotReleaseContext(SlotInfo? SlotInfo, SlotPermit Permit);
