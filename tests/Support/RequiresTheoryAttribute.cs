namespace OpsFlow.Tests.Support;

/// <summary>A theory that is skipped, with the reason, when something it needs is not on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresTheoryAttribute : TheoryAttribute
{
    public RequiresTheoryAttribute(params string[] needs) => Skip = Counterparts.ReasonToSkip(needs);
}
