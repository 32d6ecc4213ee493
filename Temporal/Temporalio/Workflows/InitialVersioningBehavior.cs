namespace Temporalio.Workflows;

/// <summary>Which worker version a continued run starts on.</summary>
public enum InitialVersioningBehavior
{
    /// <summary>The same as the run before it.</summary>
    Unspecified = Temporalio.Api.Enums.V1.ContinueAsNewVersioningBehavior.Unspecified,

    /// <summary>The task queue's target version.</summary>
    AutoUpgrade = Temporalio.Api.Enums.V1.ContinueAsNewVersioningBehavior.AutoUpgrade,

    /// <summary>The task queue's ramping version.</summary>
    UseRampingVersion = Temporalio.Api.Enums.V1.ContinueAsNewVersioningBehavior.UseRampingVersion,
}
