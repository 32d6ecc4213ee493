namespace OpsFlow.Platform.Schedules;

/// <summary>A regular task of upkeep. Each has a schedule of its name.</summary>
public interface IMaintenanceTask
{
    /// <summary>The name, also of its schedule: lower case, words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>What it is for, in a sentence.</summary>
    string Note { get; }

    /// <summary>How often it runs.</summary>
    TimeSpan Interval { get; }

    /// <summary>Does it. A repeat finds less to do.</summary>
    /// <param name="onProgress">Told what happens, for heartbeats.</param>
    /// <returns>What was done, in words.</returns>
    Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken);
}
