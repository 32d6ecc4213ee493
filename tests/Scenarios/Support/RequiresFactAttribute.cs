namespace OpsFlow.Scenarios.Support;

/// <summary>A test that is skipped, with the reason, when a counterpart is not on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params string[] needs) => Skip = Needs.ReasonToSkip(needs);
}
