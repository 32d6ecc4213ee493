namespace OpsFlow.Platform.Models.Health;

/// <summary>How the load of a model is told from what was measured.</summary>
public static class LoadRules
{
    /// <summary>How long a ping counts. 30 s.</summary>
    public static TimeSpan PingValidity { get; } = TimeSpan.FromSeconds(30);

    /// <summary>The least time between two pings, failed ones too. 10 s.</summary>
    public static TimeSpan PingCoolDown { get; } = TimeSpan.FromSeconds(10);

    /// <summary>From the backend's own word.</summary>
    public static ModelLoad OfStatus(long activeJobs) => activeJobs switch
    {
        >= 4 => ModelLoad.VeryBusy,
        >= 2 => ModelLoad.Busy,
        1 => ModelLoad.Normal,
        _ => ModelLoad.Idle,
    };

    /// <summary>
    /// From how long it takes, where there is no such word. Own jobs raise it one step, never beyond busy.
    /// </summary>
    /// <param name="pingMs">A ping that is still valid; null without.</param>
    /// <param name="ownJobs">Calls of this deployment under way.</param>
    public static ModelLoad OfLatency(double latencyMs, double baselineMs, double? pingMs, long ownJobs)
    {
        var load = pingMs switch
        {
            > 8000 => ModelLoad.VeryBusy,
            > 4000 => ModelLoad.Busy,
            _ when latencyMs > 5 * baselineMs => ModelLoad.Busy,
            _ when latencyMs > 2 * baselineMs => ModelLoad.Normal,
            _ => ModelLoad.Idle,
        };
        return ownJobs > 1 && load < ModelLoad.Busy ? load + 1 : load;
    }

    /// <summary>Whether the model is to be asked something, to see how long that takes.</summary>
    /// <param name="isAsked">A person wants to know.</param>
    /// <param name="started">When the last ping began.</param>
    /// <param name="measured">When the last one that was answered ended.</param>
    public static bool PingIsDue(
        bool isAsked, DateTimeOffset now, DateTimeOffset? started, DateTimeOffset? measured, double latencyMs,
        double baselineMs) =>
        (started is null || now - started >= PingCoolDown)
        && (isAsked || (!IsValid(measured, now) && latencyMs > 3 * baselineMs));

    /// <summary>Whether a ping still counts.</summary>
    public static bool IsValid(DateTimeOffset? measured, DateTimeOffset now) =>
        measured is not null && now - measured <= PingValidity;
}
