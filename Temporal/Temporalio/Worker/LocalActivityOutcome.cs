using Temporalio.Worker.Replay;

namespace Temporalio.Worker;

/// <summary>How a local activity ended in this worker.</summary>
internal sealed record LocalActivityOutcome(uint Seq, Resolution Resolution, int Attempt, TimeSpan Elapsed);
