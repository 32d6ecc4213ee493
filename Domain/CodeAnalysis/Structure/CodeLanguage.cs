namespace OpsFlow.Domain.CodeAnalysis.Structure;

/// <summary>Programming languages that traces and code are understood in.</summary>
public enum CodeLanguage
{
    /// <summary>Anything else: lines only.</summary>
    Unknown,

    /// <summary>Java.</summary>
    Java,

    /// <summary>Kotlin.</summary>
    Kotlin,

    /// <summary>C#.</summary>
    CSharp,

    /// <summary>Python.</summary>
    Python,

    /// <summary>JavaScript.</summary>
    JavaScript,

    /// <summary>TypeScript.</summary>
    TypeScript,

    /// <summary>Go.</summary>
    Go,
}
