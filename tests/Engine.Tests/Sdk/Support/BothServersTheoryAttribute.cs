namespace OpsFlow.Engine.Tests.Sdk.Support;

/// <summary>A theory that compares the two servers, or says which one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothServersTheoryAttribute : TheoryAttribute
{
    public BothServersTheoryAttribute() => Skip = TestServers.OfficialMissing;
}
