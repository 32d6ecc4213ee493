namespace OpsFlow.Engine.Tests.Sdk.Support;

/// <summary>The servers that every scenario runs on.</summary>
public enum ServerKind
{
    /// <summary>The dev server of this repository.</summary>
    Ours,

    /// <summary>The official server.</summary>
    Official,
}
