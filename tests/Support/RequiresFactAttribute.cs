namespace OpsFlow.Tests.Support;

/// <summary>A test that is skipped, with the reason, when something it needs is not on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresFactAttribute : FactAttribute
{
    public RequiresFactAttribute(params string[] needs) => Skip = Counterparts.ReasonToSkip(needs);
}
