namespace Temporalio.Common;

/// <summary>Which worker versions a run goes to, instead of what its workflow says.</summary>
public abstract record VersioningOverride
{
    private VersioningOverride()
    {
    }

    /// <summary>How a pinned run moves.</summary>
    public enum PinnedOverrideBehavior
    {
        /// <summary>Not said; refused by servers.</summary>
        Unspecified = Api.Workflow.V1.VersioningOverride.Types.PinnedOverrideBehavior.Unspecified,

        /// <summary>It stays on the version until the override is changed.</summary>
        Pinned = Api.Workflow.V1.VersioningOverride.Types.PinnedOverrideBehavior.Pinned,
    }

    internal static VersioningOverride? FromProto(Api.Workflow.V1.VersioningOverride? proto) => proto switch
    {
        { Pinned.Version: { } version } => new Pinned(
            WorkerDeploymentVersion.FromProto(version)!, (PinnedOverrideBehavior)proto.Pinned.Behavior),
        { AutoUpgrade: true } => new AutoUpgrade(),
        _ => null,
    };

    internal abstract Api.Workflow.V1.VersioningOverride ToProto();

    /// <summary>The run moves to the deployment's current version with each task.</summary>
    public sealed record AutoUpgrade() : VersioningOverride
    {
        // The older fields serve servers that do not know the newer ones.
        internal override Api.Workflow.V1.VersioningOverride ToProto() => new()
        {
            AutoUpgrade = true,
#pragma warning disable CS0612 // Obsolete, for older servers.
            Behavior = Api.Enums.V1.VersioningBehavior.AutoUpgrade,
#pragma warning restore CS0612
        };
    }

    /// <summary>The run stays on one version.</summary>
    /// <param name="Version">The version.</param>
    /// <param name="Behavior">How it moves.</param>
    public sealed record Pinned(
        WorkerDeploymentVersion Version, PinnedOverrideBehavior Behavior = PinnedOverrideBehavior.Pinned)
        : VersioningOverride
    {
        internal override Api.Workflow.V1.VersioningOverride ToProto() => new()
        {
            Pinned = new()
            {
                Version = Version.ToProto(),
                Behavior = (Api.Workflow.V1.VersioningOverride.Types.PinnedOverrideBehavior)Behavior,
            },
#pragma warning disable CS0612 // Obsolete, for older servers.
            Behavior = Api.Enums.V1.VersioningBehavior.Pinned,
            PinnedVersion = Version.ToCanonicalString(),
#pragma warning restore CS0612
        };
    }
}
