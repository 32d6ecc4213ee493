namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>How a random program ends; the last three wait at their end for somebody else to end them.</summary>
public enum Ending
{
    Completed,
    Failed,
    Canceled,
    Terminated,
    Signalled,
}
