using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of counting workflows.</summary>
/// <param name="Query">The list filter.</param>
/// <param name="Options">Options of the call.</param>
public record CountWorkflowsInput(
    string Query,
    WorkflowCountOptions? Options);
