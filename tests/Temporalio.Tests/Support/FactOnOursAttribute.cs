namespace Temporalio.Tests.Support;

/// <summary>A fact that needs the dev server of this repository, or says why it was skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactOnOursAttribute : FactAttribute
{
    public FactOnOursAttribute() => Skip = TestServers.OursMissing;
}
