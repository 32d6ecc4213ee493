using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Samples.Workflows.Approval;

/// <summary>Approval by a signal, with a timeout.</summary>
public sealed class ApprovalSample : ISample
{
    /// <inheritdoc/>
    public string Name => "approval";

    /// <inheritdoc/>
    public void Register(TemporalWorkerOptions options) => options.AddWorkflow<ApprovalWorkflow>();

    /// <inheritdoc/>
    public async Task<string> RunAsync(ITemporalClient client, string taskQueue, TextWriter output)
    {
        var handle = await client.StartWorkflowAsync(
            (ApprovalWorkflow wf) => wf.RunAsync(TimeSpan.FromHours(1)), new($"approval-{Guid.NewGuid()}", taskQueue));
        await output.WriteLineAsync($"waits: {await handle.QueryAsync(wf => wf.CurrentDecision()) is null}");
        await handle.SignalAsync(wf => wf.DecideAsync(new("Kim", true)));
        try
        {
            await handle.SignalAsync(wf => wf.DecideAsync(new("Lee", false)));
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            await output.WriteLineAsync("Lee was too late: the workflow has ended");
        }

        var decided = await handle.GetResultAsync();

        var expired = await client.ExecuteWorkflowAsync(
            (ApprovalWorkflow wf) => wf.RunAsync(TimeSpan.FromMilliseconds(300)),
            new($"approval-{Guid.NewGuid()}", taskQueue));
        return $"one {decided}, one {expired}";
    }
}
