using Grpc.Core;
using OpsFlow.Engine.Tests.Endurance;

namespace OpsFlow.Engine.Tests.Load;

/// <summary>One kind of call that clients or operators make.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Do">Makes it.</param>
/// <param name="Foreseen">The statuses, besides OK, that its caller must reckon with meanwhile.</param>
internal sealed record MixedCall(string Name, Func<Random, Task> Do, params StatusCode[] Foreseen);

/// <summary>What clients and operators do to workflows.</summary>
internal static class MixedCalls
{
    public const int Workflows = 24;
    public const string ActivityId = "a";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static List<MixedCall> All(TestServer server) =>
    [
        new("start", random => StartAsync(server, random.Next(Workflows))),
        new("describe", random => server.DescribeAsync(Id(random))),
        new("list", random => server.CallAsync<ListWorkflowExecutionsResponse>(new ListWorkflowExecutionsRequest
        {
            PageSize = 20,
            Query = random.Next(2) == 0
                ? "" : $"{MixedWorkflow.Attribute} > {random.Next(20)} AND ExecutionStatus = 'Running'",
        })),
        new("count", _ => server.CallAsync<CountWorkflowExecutionsResponse>(
            new CountWorkflowExecutionsRequest { Query = "GROUP BY ExecutionStatus" })),
        new("history", random => server.HistoryAsync(Id(random))),
        // Three of them: what they upsert is what the others read.
        Signal(server), Signal(server), Signal(server),
        new(
            "update",
            random => server.CallAsync<UpdateWorkflowExecutionResponse>(Update(random), Patience),
            // The run has ended or ends before it is done; its worker is behind; the run has had 2,000.
            StatusCode.NotFound, StatusCode.DeadlineExceeded, StatusCode.FailedPrecondition),
        new(
            "query",
            random => server.CallAsync<QueryWorkflowResponse>(
                new QueryWorkflowRequest { Execution = Execution(random), Query = new() { QueryType = "Turns" } },
                Patience),
            // It has no task behind it yet; its worker is behind.
            StatusCode.FailedPrecondition, StatusCode.DeadlineExceeded),
        new("pause", random => server.PauseAsync(Id(random), ActivityId), StatusCode.NotFound),
        new("unpause", random => server.UnpauseAsync(Id(random), ActivityId), StatusCode.NotFound),
        new("cancel", random => server.CallAsync<RequestCancelWorkflowExecutionResponse>(
            new RequestCancelWorkflowExecutionRequest { WorkflowExecution = Execution(random) })),
        new(
            "reset",
            random => server.CallAsync<ResetWorkflowExecutionResponse>(new ResetWorkflowExecutionRequest
            {
                WorkflowExecution = Execution(random),
                WorkflowTaskFinishEventId = 4,
                RequestId = Guid.NewGuid().ToString(),
                Reason = "load",
                // They would come with the history, which this worker does not replay: in flight for ever.
                ResetReapplyExcludeTypes = { ResetReapplyExcludeType.Update },
            }),
            // The first task has not ended yet.
            StatusCode.InvalidArgument),
        new("terminate", random => server.TerminateAsync(Id(random)), StatusCode.NotFound),
    ];

    public static Task StartAsync(TestServer server, int number) => server.StartWorkflowAsync(
        $"w{number}", r => r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting);

    private static MixedCall Signal(TestServer server) =>
        new("signal", random => server.SignalAsync(Id(random), "s"), StatusCode.NotFound);

    private static string Id(Random random) => $"w{random.Next(Workflows)}";

    private static WorkflowExecution Execution(Random random) => TestServer.Execution(Id(random));

    private static UpdateWorkflowExecutionRequest Update(Random random) => new()
    {
        WorkflowExecution = Execution(random),
        WaitPolicy = new()
        {
            LifecycleStage = random.Next(2) == 0
                ? UpdateWorkflowExecutionLifecycleStage.Accepted
                : UpdateWorkflowExecutionLifecycleStage.Completed,
        },
        Request = new() { Meta = new() { UpdateId = Guid.NewGuid().ToString() }, Input = new() { Name = "set" } },
    };
}
