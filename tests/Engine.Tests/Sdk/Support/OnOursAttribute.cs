using System.Reflection;
using Xunit.Sdk;

namespace OpsFlow.Engine.Tests.Sdk.Support;

/// <summary>Runs the scenario on the engine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnOursAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[ServerKind.Ours]];
}
