namespace OpsFlow.Infrastructure.Git;

/// <summary>What came of a publish.</summary>
public enum GitPublishOutcome
{
    /// <summary>The branch was created.</summary>
    Pushed,

    /// <summary>The branch was there already, with this very commit.</summary>
    AlreadyPublished,

    /// <summary>A branch of that name points elsewhere; nothing was changed.</summary>
    Conflict,
}
