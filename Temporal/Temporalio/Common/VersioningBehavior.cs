namespace Temporalio.Common;

/// <summary>How a workflow moves between worker deployment versions.</summary>
public enum VersioningBehavior
{
    /// <summary>Not versioned.</summary>
    Unspecified = Api.Enums.V1.VersioningBehavior.Unspecified,

    /// <summary>Stays on the version it started on.</summary>
    Pinned = Api.Enums.V1.VersioningBehavior.Pinned,

    /// <summary>Moves to the current version at its next task.</summary>
    AutoUpgrade = Api.Enums.V1.VersioningBehavior.AutoUpgrade,
}
