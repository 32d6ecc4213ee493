namespace OpsFlow.Engine.Tests.External;

/// <summary>A test with the official CLI and its dev server; skipped, with the reason, where they are absent.</summary>
public sealed class CliTheoryAttribute : TheoryAttribute
{
    public CliTheoryAttribute()
    {
        if (Programs.Find("temporal") is null)
        {
            Skip = "temporal is neither on PATH nor in ../shared/bin: the official CLI was not tried.";
        }
    }
}
