namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>What steps are canceled with, and how many of those without an end have begun in it.</summary>
public sealed class Scope(CancellationToken token, Scope? parent = null)
{
    public CancellationToken Token { get; } = token;

    public int Begun { get; private set; }

    public void Begin()
    {
        Begun++;
        parent?.Begin();
    }
}
