namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>Batch operations.</summary>
public class BatchTests
{
    private const int Workflows = 2000;

    [Fact]
    public async Task StopBatchOperation_ServerKilledAfterIt_IsNotGoneOnWith()
    {
        using var folder = new TempFolder();
        var options = new EngineOptions { DatabasePath = Path.Combine(folder.Path, "engine.db") };
        await using (var server = await TestServer.StartAsync(options))
        {
            await Task.WhenAll(Enumerable.Range(0, Workflows).Select(i => server.StartWorkflowAsync($"w{i}")));
            await server.CallAsync<StartBatchOperationResponse>(new StartBatchOperationRequest
            {
                JobId = "job",
                VisibilityQuery = "WorkflowType = 'Type'",
                Reason = "test",
                TerminationOperation = new() { Identity = "test" },
            });
            await server.CallAsync<StopBatchOperationResponse>(
                new StopBatchOperationRequest { JobId = "job", Reason = "enough" });
        }

        await using var again = await TestServer.StartAsync(options);
        var described = await again.CallAsync<DescribeBatchOperationResponse>(
            new DescribeBatchOperationRequest { JobId = "job" });
        Assert.Equal(BatchOperationState.Failed, described.State);
        var open = await again.CallAsync<CountWorkflowExecutionsResponse>(
            new CountWorkflowExecutionsRequest { Query = "ExecutionStatus = 'Running'" });
        Assert.InRange(open.Count, 1, Workflows);
    }
}
