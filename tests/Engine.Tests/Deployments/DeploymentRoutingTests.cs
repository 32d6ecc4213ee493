using Google.Protobuf.WellKnownTypes;
using OpsFlow.Engine.Deployments;
using OpsFlow.Engine.Histories;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Tests.Deployments;

public class DeploymentRoutingTests
{
    private static readonly Timestamp One = new() { Seconds = 1 };
    private static readonly Timestamp Two = new() { Seconds = 2 };

    private readonly DeploymentRecord _record = new()
    {
        Info = new WorkerDeploymentInfo { Name = "app", RoutingConfig = new RoutingConfig() },
    };

    private RoutingConfig Routing => _record.Info.RoutingConfig;

    [Fact]
    public void SetCurrent_OtherVersion_DrainsTheFormer()
    {
        var (a, b) = (Add("a"), Add("b"));
        DeploymentRouting.SetCurrent(_record, a, One);
        DeploymentRouting.SetCurrent(_record, b, Two);

        Assert.Equal("b", Routing.CurrentDeploymentVersion.BuildId);
        Assert.Equal(2, Routing.RevisionNumber);
        Assert.Equal(WorkerDeploymentVersionStatus.Current, b.Status);
        Assert.Equal(Two, b.CurrentSinceTime);
        Assert.Equal(WorkerDeploymentVersionStatus.Draining, a.Status);
        Assert.Equal(VersionDrainageStatus.Draining, a.DrainageInfo.Status);
        Assert.Null(a.CurrentSinceTime);
        Assert.Equal(Two, a.LastCurrentTime);
    }

    [Fact]
    public void SetCurrent_SameVersion_ChangesNothing()
    {
        var a = Add("a");
        DeploymentRouting.SetCurrent(_record, a, One);
        var before = _record.Clone();
        DeploymentRouting.SetCurrent(_record, a, Two);

        Assert.Equal(before, _record);
    }

    [Fact]
    public void SetCurrent_RampingVersion_EndsItsRampWithoutDrainingIt()
    {
        var a = Add("a");
        DeploymentRouting.SetRamping(_record, a, 30, One);
        DeploymentRouting.SetCurrent(_record, a, Two);

        Assert.Equal(WorkerDeploymentVersionStatus.Current, a.Status);
        Assert.Null(a.DrainageInfo);
        Assert.Null(a.RampingSinceTime);
        Assert.Equal(0, a.RampPercentage);
        Assert.Null(Routing.RampingDeploymentVersion);
    }

    [Fact]
    public void SetCurrent_None_SendsWorkToWorkersWithoutVersion()
    {
        var a = Add("a");
        DeploymentRouting.SetCurrent(_record, a, One);
        DeploymentRouting.SetCurrent(_record, null, Two);

        Assert.Null(Routing.CurrentDeploymentVersion);
        Assert.Equal(Two, Routing.CurrentVersionChangedTime);
        Assert.Equal(WorkerDeploymentVersionStatus.Draining, a.Status);
    }

    [Fact]
    public void SetRamping_SameVersionAgain_ChangesItsShareOnly()
    {
        var a = Add("a");
        DeploymentRouting.SetRamping(_record, a, 30, One);
        DeploymentRouting.SetRamping(_record, a, 60, Two);

        Assert.Equal(60, Routing.RampingVersionPercentage);
        Assert.Equal(60, a.RampPercentage);
        Assert.Equal(One, a.RampingSinceTime);
        Assert.Equal(One, Routing.RampingVersionChangedTime);
        Assert.Equal(Two, Routing.RampingVersionPercentageChangedTime);
    }

    [Fact]
    public void SetRamping_None_DrainsTheFormer()
    {
        var a = Add("a");
        DeploymentRouting.SetRamping(_record, a, 30, One);
        DeploymentRouting.SetRamping(_record, null, 0, Two);

        Assert.Null(Routing.RampingDeploymentVersion);
        Assert.Equal(0, Routing.RampingVersionPercentage);
        Assert.Equal(WorkerDeploymentVersionStatus.Draining, a.Status);
        Assert.Equal(Two, a.LastDeactivationTime);
    }

    private WorkerDeploymentVersionInfo Add(string build)
    {
        var version = new WorkerDeploymentVersion { DeploymentName = "app", BuildId = build };
        var info = new WorkerDeploymentVersionInfo { DeploymentVersion = version };
        _record.Versions[build] = info;
        return info;
    }
}
