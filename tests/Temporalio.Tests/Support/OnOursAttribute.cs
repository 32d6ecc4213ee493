using System.Reflection;
using Xunit.Sdk;

namespace Temporalio.Tests.Support;

/// <summary>Runs the scenario on the dev server of this repository, or says why not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnOursAttribute : DataAttribute
{
    public OnOursAttribute() => Skip = TestServers.OursMissing!;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[ServerKind.Ours]];
}
