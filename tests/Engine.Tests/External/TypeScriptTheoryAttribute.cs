namespace OpsFlow.Engine.Tests.External;

/// <summary>Tests with the official TypeScript SDK; skipped, with the reason, where it cannot be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TypeScriptTheoryAttribute : TheoryAttribute
{
    public TypeScriptTheoryAttribute() => Skip = TypeScriptSdk.Missing;
}
