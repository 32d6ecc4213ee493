namespace OpsFlow.Engine.Tests.External;

/// <summary>A test with programs that nobody here wrote; skipped, with the reason, where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(params string[] programs) => Skip = Programs.Missing(programs);
}
