namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>How long reports of an error belong to an analysis of it that is over.</summary>
public sealed record GroupingTimes
{
    /// <summary>Whatever came of it, from its first report on. 60 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After a person said no, or no fix was found: the same code would only be looked at again.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// After it failed, was canceled, or nobody decided in time: an error that comes a thousand times an hour would
    /// otherwise be looked at, or asked about, once a minute.
    /// </summary>
    public TimeSpan BrokenOff { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>After the fix was merged: it has to be deployed.</summary>
    public TimeSpan MergeGrace { get; init; } = TimeSpan.FromDays(1);

    /// <summary>After the pull request was closed without being merged.</summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// While the pull request is open, as far as is known: of one whose end nobody tells us the key would be kept for
    /// ever.
    /// </summary>
    public TimeSpan OpenLimit { get; init; } = TimeSpan.FromDays(30);
}
