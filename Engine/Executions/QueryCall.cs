using Temporalio.Api.Query.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Common.V1;

namespace OpsFlow.Engine.Executions;

/// <summary>A query that waits for a worker's answer.</summary>
/// <param name="query">The question.</param>
internal sealed class QueryCall(WorkflowQuery query)
    : TaskCompletionSource<QueryCall.Reply>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public WorkflowQuery Query { get; } = query;

    /// <summary>A started workflow task carries it.</summary>
    public bool Attached { get; set; }

    /// <summary>An answer: a result, or an error with its message.</summary>
    public sealed record Reply(Payloads? Result, string? Error, Failure? Failure = null);
}
