namespace OpsFlow.Platform.Runs;

/// <summary>Why a run is listed for a person to look at.</summary>
public enum RunTrouble
{
    /// <summary>It ended without its result.</summary>
    Failed,

    /// <summary>It has its result, but writes of it wait to be tried again.</summary>
    Parked,
}
