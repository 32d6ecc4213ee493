using OpsFlow.Workflows.Prescriptions;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>The runs that Temporal has of analyses.</summary>
public sealed class PrescriptionAnalysisRuns(ITemporalClient client) : IPrescriptionAnalysisRuns
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<bool> IsRunningAsync(string analysisId, CancellationToken cancellationToken)
    {
        try
        {
            var description = await client.GetWorkflowHandle(PrescriptionAnalysisWorkflow.IdOf(analysisId))
                .DescribeAsync(new() { Rpc = new() { CancellationToken = cancellationToken, Timeout = s_timeout } });
            return description.Status == WorkflowExecutionStatus.Running;
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return false;
        }
    }
}
