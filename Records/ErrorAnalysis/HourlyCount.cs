namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>How often something happened within an hour.</summary>
/// <param name="At">When the hour began.</param>
public sealed record HourlyCount(DateTimeOffset At, long Count)
{
    internal static HourlyCount Of(long hour, long count) =>
        new(DateTimeOffset.UnixEpoch + TimeSpan.FromHours(hour), count);
}
