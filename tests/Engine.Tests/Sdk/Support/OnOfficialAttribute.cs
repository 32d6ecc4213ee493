using System.Reflection;
using Xunit.Sdk;

namespace OpsFlow.Engine.Tests.Sdk.Support;

/// <summary>Runs the scenario on the official server, or says why not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnOfficialAttribute : DataAttribute
{
    public OnOfficialAttribute() => Skip = TestServers.OfficialMissing!;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[ServerKind.Official]];
}
