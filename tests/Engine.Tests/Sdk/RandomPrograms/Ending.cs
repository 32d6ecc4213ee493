namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>How a random program ends.</summary>
public enum Ending
{
    /// <summary>With what its steps gave.</summary>
    Completed,

    /// <summary>With a failure.</summary>
    Failed,

    /// <summary>It waits at its end until it is canceled.</summary>
    Canceled,

    /// <summary>It waits at its end until it is terminated.</summary>
    Terminated,

    /// <summary>It waits at its end until it is told to go on by a signal.</summary>
    Signalled,
}
