namespace OpsFlow.Infrastructure.Git;

/// <summary>Kinds of failure of a git command.</summary>
public enum GitFailure
{
    /// <summary>Any other failure of the command.</summary>
    Command,

    /// <summary>A branch name, URL, path or commit that is not acceptable.</summary>
    InvalidInput,

    /// <summary>The remote refused the credential or asks for one.</summary>
    Unauthorized,

    /// <summary>The repository or branch does not exist.</summary>
    NotFound,

    /// <summary>The remote's rules refuse what was pushed.</summary>
    Refused,

    /// <summary>The host's certificate or key is not trusted.</summary>
    Untrusted,

    /// <summary>The repository is of a make that cannot be read here.</summary>
    Unsupported,

    /// <summary>The remote could not be reached.</summary>
    Unreachable,

    /// <summary>The time limit was passed.</summary>
    TimedOut,

    /// <summary>A size limit was passed.</summary>
    TooLarge,

    /// <summary>A clone on this machine cannot be read; a new one may help.</summary>
    Damaged,

    /// <summary>The git program is not installed.</summary>
    NotInstalled,
}
