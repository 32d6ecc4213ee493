namespace Samples.Workflows.Locking;

/// <summary>A time in which a workflow held the lock.</summary>
/// <param name="From">From here (UTC).</param>
/// <param name="To">To here (UTC).</param>
public record Held(DateTime From, DateTime To);
