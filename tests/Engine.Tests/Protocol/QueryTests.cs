using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
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
        var query = server.Calls.CallAsync(
            "QueryWorkflow",
            new QueryWorkflowRequest
            {
                Namespace = TestServer.Namespace,
                Execution = Execution("w"),
                Query = new() { QueryType = "q" },
            },
            QueryWorkflowResponse.Parser);

        var task = await server.Calls.PollWorkflowAsync();

        Assert.NotNull(task.Query);
        Assert.Equal(0, task.StartedEventId);
        Assert.Equal(3, task.PreviousStartedEventId);
        await server.Calls.CallAsync(
            "RespondQueryTaskCompleted",
            new RespondQueryTaskCompletedRequest
            {
                Namespace = TestServer.Namespace,
                TaskToken = task.TaskToken,
                CompletedType = QueryResultType.Answered,
                QueryResult = new(),
            },
            RespondQueryTaskCompletedResponse.Parser);
        await query;
    }
}
