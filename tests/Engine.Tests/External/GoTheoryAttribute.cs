namespace OpsFlow.Engine.Tests.External;

/// <summary>A test with a driver on the official Go SDK; skipped, with the reason, where it is absent.</summary>
public sealed class GoTheoryAttribute : TheoryAttribute
{
    internal const string Program = "gobench";

    public GoTheoryAttribute()
    {
        if (Programs.Find(Program) is null)
        {
            Skip = $"{Program} is neither on PATH nor in ../shared/bin: the official Go SDK was not tried.";
        }
    }
}
