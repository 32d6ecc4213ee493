namespace OpsFlow.Engine.Tests.External;

/// <summary>A theory with programs that nobody here wrote; skipped, with the reason, where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsTheoryAttribute : TheoryAttribute
{
    public NeedsTheoryAttribute(params string[] programs) => Skip = Programs.Missing(programs);
}
