using static OpsFlow.Engine.Tests.Protocol.ProtocolServer;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>Queries as workers see them.</summary>
public class QueryTests
{
    [Fact]
    public async Task QueryWorkflow_NoTaskIsPending_ComesWithoutAStartedEvent()
    {
        await using var server = await StartAsync();
        await server.StartAndCompleteTaskAsync("w");
        var query = server.Calls.CallAsync<QueryWorkflowResponse>(
            new QueryWorkflowRequest { Execution = TestServer.Execution("w"), Query = new() { QueryType = "q" } });

        var task = await server.Calls.PollWorkflowAsync();

        Assert.NotNull(task.Query);
        Assert.Equal(0, task.StartedEventId);
        Assert.Equal(3, task.PreviousStartedEventId);
        await server.Calls.CallAsync<RespondQueryTaskCompletedResponse>(new RespondQueryTaskCompletedRequest
        {
            TaskToken = task.TaskToken,
            CompletedType = QueryResultType.Answered,
            QueryResult = new(),
        });
        await query;
    }
}
