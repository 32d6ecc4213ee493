namespace OpsFlow.Scenarios.Support;

/// <summary>As <see cref="RequiresFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresTheoryAttribute : TheoryAttribute
{
    public RequiresTheoryAttribute(params string[] needs) => Skip = Needs.ReasonToSkip(needs);
}
