namespace OpsFlow.Infrastructure.Git;

/// <summary>What came of a publish.</summary>
public enum GitPublishOutcome
{
    /// <summary>The branch was created.</summary>
    Pushed,

    /// <summary>The branch was there already, with this very change.</summary>
    AlreadyPublished,

    /// <summary>A branch of that name points elsewhere; nothing was changed.</summary>
    Conflict,

    /// <summary>A branch is named as a part of that name, so that git can make none; nothing was changed.</summary>
    BranchInTheWay,
}
