namespace Temporalio.Common;

/// <summary>One version of a worker deployment.</summary>
/// <param name="DeploymentName">The deployment.</param>
/// <param name="BuildId">The build within the deployment.</param>
public sealed record WorkerDeploymentVersion(string DeploymentName, string BuildId)
{
    /// <summary>Reads the canonical form.</summary>
    /// <param name="canonical">Deployment name and build id joined by a dot.</param>
    /// <returns>The version.</returns>
    /// <exception cref="ArgumentException">There is no dot.</exception>
    public static WorkerDeploymentVersion FromCanonicalString(string canonical)
    {
        var dot = canonical.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? throw new ArgumentException(
                $"Cannot parse version string: {canonical}, must be in format <deployment_name>.<build_id>")
            : new(canonical[..dot], canonical[(dot + 1)..]);
    }

    /// <summary>Writes the canonical form.</summary>
    /// <returns>Deployment name and build id joined by a dot.</returns>
    public string ToCanonicalString() => $"{DeploymentName}.{BuildId}";

    internal static WorkerDeploymentVersion? FromProto(Api.Deployment.V1.WorkerDeploymentVersion? proto) =>
        proto is null ? null : new(proto.DeploymentName, proto.BuildId);

    internal Api.Deployment.V1.WorkerDeploymentVersion ToProto() =>
        new() { DeploymentName = DeploymentName, BuildId = BuildId };
}
