using Google.Protobuf.WellKnownTypes;
using OpsFlow.Engine.Histories;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Deployments;

/// <summary>Which version of a deployment gets the work, and what becomes of the one that got it before.</summary>
internal static class DeploymentRouting
{
    /// <summary>Sends work to a version.</summary>
    /// <param name="record">The deployment; changed.</param>
    /// <param name="wanted">The version, of this deployment; null for workers without one.</param>
    /// <param name="now">The time.</param>
    public static void SetCurrent(DeploymentRecord record, WorkerDeploymentVersionInfo? wanted, Timestamp now)
    {
        var routing = record.Info.RoutingConfig;
        var before = routing.CurrentDeploymentVersion;
        if (before?.BuildId == wanted?.DeploymentVersion.BuildId)
        {
            return;
        }

        if (wanted is not null && routing.RampingDeploymentVersion?.BuildId == wanted.DeploymentVersion.BuildId)
        {
            EndRamp(record, now, drains: false);
        }

        routing.CurrentDeploymentVersion = wanted?.DeploymentVersion;
        routing.CurrentVersion = wanted?.Version ?? "__unversioned__";
        routing.CurrentVersionChangedTime = now;
        routing.RevisionNumber++;
        if (before is not null && record.Versions.TryGetValue(before.BuildId, out var former))
        {
            former.CurrentSinceTime = null;
            former.LastCurrentTime = now;
            Drain(former, now);
        }

        if (wanted is not null)
        {
            Activate(wanted, WorkerDeploymentVersionStatus.Current, now);
            wanted.CurrentSinceTime = now;
            wanted.RampPercentage = 0;
        }
    }

    /// <summary>Sends a share of the work to a version.</summary>
    /// <param name="record">The deployment; changed.</param>
    /// <param name="wanted">The version, of this deployment; null ends the ramp.</param>
    /// <param name="percentage">The share, 0 to 100.</param>
    /// <param name="now">The time.</param>
    public static void SetRamping(
        DeploymentRecord record, WorkerDeploymentVersionInfo? wanted, float percentage, Timestamp now)
    {
        var routing = record.Info.RoutingConfig;
        if (routing.RampingDeploymentVersion?.BuildId != wanted?.DeploymentVersion.BuildId)
        {
            EndRamp(record, now, drains: true);
            routing.RampingDeploymentVersion = wanted?.DeploymentVersion;
            routing.RampingVersion = wanted?.Version ?? "";
            routing.RampingVersionChangedTime = now;
            if (wanted is not null)
            {
                Activate(wanted, WorkerDeploymentVersionStatus.Ramping, now);
                wanted.RampingSinceTime = now;
            }
        }

        routing.RampingVersionPercentage = wanted is null ? 0 : percentage;
        routing.RampingVersionPercentageChangedTime = now;
        routing.RevisionNumber++;
        if (wanted is not null)
        {
            wanted.RampPercentage = percentage;
            wanted.RoutingChangedTime = now;
        }
    }

    private static void Activate(
        WorkerDeploymentVersionInfo version, WorkerDeploymentVersionStatus status, Timestamp now)
    {
        version.Status = status;
        version.RoutingChangedTime = now;
        version.FirstActivationTime ??= now;
        version.DrainageInfo = null;
    }

    private static void EndRamp(DeploymentRecord record, Timestamp now, bool drains)
    {
        var routing = record.Info.RoutingConfig;
        if (routing.RampingDeploymentVersion is { } ramping
            && record.Versions.TryGetValue(ramping.BuildId, out var version))
        {
            version.RampingSinceTime = null;
            version.RampPercentage = 0;
            if (drains)
            {
                Drain(version, now);
            }
        }

        routing.RampingDeploymentVersion = null;
        routing.RampingVersion = "";
        routing.RampingVersionPercentage = 0;
        routing.RampingVersionChangedTime = now;
        routing.RampingVersionPercentageChangedTime = now;
    }

    private static void Drain(WorkerDeploymentVersionInfo version, Timestamp now)
    {
        version.Status = WorkerDeploymentVersionStatus.Draining;
        version.RoutingChangedTime = now;
        version.LastDeactivationTime = now;
        version.DrainageInfo = new VersionDrainageInfo
        {
            Status = VersionDrainageStatus.Draining,
            LastChangedTime = now,
            LastCheckedTime = now,
        };
    }
}
