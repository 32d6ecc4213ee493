namespace OpsFlow.Engine.Tests.External;

/// <summary>Several tests with the official TypeScript SDK; skipped, with the reason, where it cannot be installed.</summary>
public sealed class TypeScriptTheoryAttribute : TheoryAttribute
{
    public TypeScriptTheoryAttribute() => Skip = TypeScriptFactAttribute.Reason;
}
