using Temporalio.Api.WorkflowService.V1;

namespace Temporalio.Client;

/// <content>Calls about the versions of workers and their deployments, in the order of their names.</content>
public abstract partial class WorkflowService
{
    /// <summary>Calls CreateWorkerDeployment.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<CreateWorkerDeploymentResponse> CreateWorkerDeploymentAsync(CreateWorkerDeploymentRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("CreateWorkerDeployment", req, CreateWorkerDeploymentResponse.Parser, options);

    /// <summary>Calls CreateWorkerDeploymentVersion.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<CreateWorkerDeploymentVersionResponse> CreateWorkerDeploymentVersionAsync(CreateWorkerDeploymentVersionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("CreateWorkerDeploymentVersion", req, CreateWorkerDeploymentVersionResponse.Parser, options);

    /// <summary>Calls DeleteWorkerDeployment.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<DeleteWorkerDeploymentResponse> DeleteWorkerDeploymentAsync(DeleteWorkerDeploymentRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("DeleteWorkerDeployment", req, DeleteWorkerDeploymentResponse.Parser, options);

    /// <summary>Calls DeleteWorkerDeploymentVersion.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<DeleteWorkerDeploymentVersionResponse> DeleteWorkerDeploymentVersionAsync(DeleteWorkerDeploymentVersionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("DeleteWorkerDeploymentVersion", req, DeleteWorkerDeploymentVersionResponse.Parser, options);

    /// <summary>Calls DescribeDeployment.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<DescribeDeploymentResponse> DescribeDeploymentAsync(DescribeDeploymentRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("DescribeDeployment", req, DescribeDeploymentResponse.Parser, options);

    /// <summary>Calls DescribeWorkerDeployment.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<DescribeWorkerDeploymentResponse> DescribeWorkerDeploymentAsync(DescribeWorkerDeploymentRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("DescribeWorkerDeployment", req, DescribeWorkerDeploymentResponse.Parser, options);

    /// <summary>Calls DescribeWorkerDeploymentVersion.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<DescribeWorkerDeploymentVersionResponse> DescribeWorkerDeploymentVersionAsync(DescribeWorkerDeploymentVersionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("DescribeWorkerDeploymentVersion", req, DescribeWorkerDeploymentVersionResponse.Parser, options);

    /// <summary>Calls GetCurrentDeployment.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<GetCurrentDeploymentResponse> GetCurrentDeploymentAsync(GetCurrentDeploymentRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("GetCurrentDeployment", req, GetCurrentDeploymentResponse.Parser, options);

    /// <summary>Calls GetDeploymentReachability.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<GetDeploymentReachabilityResponse> GetDeploymentReachabilityAsync(GetDeploymentReachabilityRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("GetDeploymentReachability", req, GetDeploymentReachabilityResponse.Parser, options);

    /// <summary>Calls GetWorkerBuildIdCompatibility.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<GetWorkerBuildIdCompatibilityResponse> GetWorkerBuildIdCompatibilityAsync(GetWorkerBuildIdCompatibilityRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("GetWorkerBuildIdCompatibility", req, GetWorkerBuildIdCompatibilityResponse.Parser, options);

    /// <summary>Calls GetWorkerTaskReachability.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<GetWorkerTaskReachabilityResponse> GetWorkerTaskReachabilityAsync(GetWorkerTaskReachabilityRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("GetWorkerTaskReachability", req, GetWorkerTaskReachabilityResponse.Parser, options);

    /// <summary>Calls GetWorkerVersioningRules.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<GetWorkerVersioningRulesResponse> GetWorkerVersioningRulesAsync(GetWorkerVersioningRulesRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("GetWorkerVersioningRules", req, GetWorkerVersioningRulesResponse.Parser, options);

    /// <summary>Calls ListDeployments.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<ListDeploymentsResponse> ListDeploymentsAsync(ListDeploymentsRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("ListDeployments", req, ListDeploymentsResponse.Parser, options);

    /// <summary>Calls ListWorkerDeployments.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<ListWorkerDeploymentsResponse> ListWorkerDeploymentsAsync(ListWorkerDeploymentsRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("ListWorkerDeployments", req, ListWorkerDeploymentsResponse.Parser, options);

    /// <summary>Calls SetCurrentDeployment.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<SetCurrentDeploymentResponse> SetCurrentDeploymentAsync(SetCurrentDeploymentRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("SetCurrentDeployment", req, SetCurrentDeploymentResponse.Parser, options);

    /// <summary>Calls SetWorkerDeploymentCurrentVersion.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<SetWorkerDeploymentCurrentVersionResponse> SetWorkerDeploymentCurrentVersionAsync(SetWorkerDeploymentCurrentVersionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("SetWorkerDeploymentCurrentVersion", req, SetWorkerDeploymentCurrentVersionResponse.Parser, options);

    /// <summary>Calls SetWorkerDeploymentManager.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<SetWorkerDeploymentManagerResponse> SetWorkerDeploymentManagerAsync(SetWorkerDeploymentManagerRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("SetWorkerDeploymentManager", req, SetWorkerDeploymentManagerResponse.Parser, options);

    /// <summary>Calls SetWorkerDeploymentRampingVersion.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<SetWorkerDeploymentRampingVersionResponse> SetWorkerDeploymentRampingVersionAsync(SetWorkerDeploymentRampingVersionRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("SetWorkerDeploymentRampingVersion", req, SetWorkerDeploymentRampingVersionResponse.Parser, options);

    /// <summary>Calls UpdateWorkerBuildIdCompatibility.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<UpdateWorkerBuildIdCompatibilityResponse> UpdateWorkerBuildIdCompatibilityAsync(UpdateWorkerBuildIdCompatibilityRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("UpdateWorkerBuildIdCompatibility", req, UpdateWorkerBuildIdCompatibilityResponse.Parser, options);

    /// <summary>Calls UpdateWorkerDeploymentVersionComputeConfig.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<UpdateWorkerDeploymentVersionComputeConfigResponse> UpdateWorkerDeploymentVersionComputeConfigAsync(UpdateWorkerDeploymentVersionComputeConfigRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("UpdateWorkerDeploymentVersionComputeConfig", req, UpdateWorkerDeploymentVersionComputeConfigResponse.Parser, options);

    /// <summary>Calls UpdateWorkerDeploymentVersionMetadata.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<UpdateWorkerDeploymentVersionMetadataResponse> UpdateWorkerDeploymentVersionMetadataAsync(UpdateWorkerDeploymentVersionMetadataRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("UpdateWorkerDeploymentVersionMetadata", req, UpdateWorkerDeploymentVersionMetadataResponse.Parser, options);

    /// <summary>Calls UpdateWorkerVersioningRules.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<UpdateWorkerVersioningRulesResponse> UpdateWorkerVersioningRulesAsync(UpdateWorkerVersioningRulesRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("UpdateWorkerVersioningRules", req, UpdateWorkerVersioningRulesResponse.Parser, options);

    /// <summary>Calls ValidateWorkerDeploymentVersionComputeConfig.</summary>
    /// <param name="req">The request.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    public virtual Task<ValidateWorkerDeploymentVersionComputeConfigResponse> ValidateWorkerDeploymentVersionComputeConfigAsync(ValidateWorkerDeploymentVersionComputeConfigRequest req, RpcOptions? options = null) =>
        InvokeRpcAsync("ValidateWorkerDeploymentVersionComputeConfig", req, ValidateWorkerDeploymentVersionComputeConfigResponse.Parser, options);
}
