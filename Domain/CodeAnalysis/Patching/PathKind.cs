namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>What a file is for, as far as a fix of a program's code is concerned.</summary>
public enum PathKind
{
    /// <summary>Code, text, or anything else that a fix may change.</summary>
    Ordinary,

    /// <summary>A test: changed, it proves another thing than before.</summary>
    Test,

    /// <summary>What a provider runs with the repository's secrets, before anybody has looked.</summary>
    Pipeline,

    /// <summary>Versions and checksums that a tool writes.</summary>
    LockFile,

    /// <summary>What decides how the project is built, and is run by whoever builds it.</summary>
    BuildScript,

    /// <summary>Passwords, keys and the like.</summary>
    Secret,
}
