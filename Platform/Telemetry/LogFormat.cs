namespace OpsFlow.Platform.Telemetry;

/// <summary>How log lines look.</summary>
public enum LogFormat
{
    /// <summary>For people.</summary>
    Plain,

    /// <summary>JSON with the names of the Elastic Common Schema.</summary>
    Ecs,
}
