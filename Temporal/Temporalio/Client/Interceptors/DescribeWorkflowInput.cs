using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of describing a workflow.</summary>
/// <param name="Id">The workflow's id.</param>
/// <param name="RunId">The run; null for the current one.</param>
/// <param name="Options">Options of the call.</param>
public record DescribeWorkflowInput(
    string Id,
    string? RunId,
    WorkflowDescribeOptions? Options);
