namespace Temporalio.Tests.Support;

/// <summary>A theory that needs a program of the system, or says why it was skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramTheoryAttribute : TheoryAttribute
{
    public ProgramTheoryAttribute(string program)
    {
        Program = program;
        Skip = TestServers.FindProgram(program) is null ? $"{program} was not found on PATH" : null;
    }

    public string Program { get; }
}
