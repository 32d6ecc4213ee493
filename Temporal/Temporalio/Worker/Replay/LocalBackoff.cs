namespace Temporalio.Worker.Replay;

/// <summary>The workflow has to wait, then to schedule the local activity again.</summary>
/// <param name="Attempt">The attempt to schedule.</param>
/// <param name="Duration">How long to wait.</param>
/// <param name="OriginalScheduleTime">When the first attempt was scheduled.</param>
internal sealed record LocalBackoff(int Attempt, TimeSpan Duration, DateTime OriginalScheduleTime);
