using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace OpsFlow.Workflows.Tests;

/// <summary>The embedded server as the SDK's time-skipping test server.</summary>
internal static class TimeSkippingServer
{
    private const int Attempts = 4;

    /// <summary>Starts one with the search attributes of a workflow.</summary>
    public static async Task<WorkflowEnvironment> StartAsync(params SearchAttributeKey[] attributes)
    {
        var environment = await StartAsync();
        var request = new Temporalio.Api.OperatorService.V1.AddSearchAttributesRequest { Namespace = "default" };
        foreach (var key in attributes)
        {
            request.SearchAttributes.Add(key.Name, key.ValueType);
        }

        await environment.Client.OperatorService.AddSearchAttributesAsync(request);
        return environment;
    }

    /// <summary>
    /// Ends what a test leaves behind, before its workers stop: time does not move on while a run waits for a worker.
    /// </summary>
    public static async Task TerminateAllAsync(ITemporalClient client)
    {
        await foreach (var run in client.ListWorkflowsAsync("ExecutionStatus = 'Running'"))
        {
            try
            {
                await client.GetWorkflowHandle(run.Id).TerminateAsync("the test is over");
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
            {
                // It ended by itself meanwhile.
            }
        }
    }

    // The SDK gives a server 5 s and has no setting for it; a machine that runs other tests too may need more.
    private static async Task<WorkflowEnvironment> StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WorkflowEnvironment.StartTimeSkippingAsync(new()
                {
                    TestServer = new() { ExistingPath = Path.Combine(AppContext.BaseDirectory, "OpsFlow.Engine") },
                });
            }
            catch (InvalidOperationException e) when (attempt < Attempts && e.Message.Contains("did not start within"))
            {
                // Once more.
            }
        }
    }
}
