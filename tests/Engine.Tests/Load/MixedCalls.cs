using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Tests.Load;

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
        new("list", random => CallAsync<ListWorkflowExecutionsResponse>(
            server, "ListWorkflowExecutions", List(random), ListWorkflowExecutionsResponse.Parser)),
        new("count", _ => CallAsync<CountWorkflowExecutionsResponse>(
            server,
            "CountWorkflowExecutions",
            new CountWorkflowExecutionsRequest { Namespace = TestServer.Namespace, Query = "GROUP BY ExecutionStatus" },
            CountWorkflowExecutionsResponse.Parser)),
        new("history", random => server.HistoryAsync(Id(random))),
        // Three of them: what they upsert is what the others read.
        Signal(server), Signal(server), Signal(server),
        new(
            "update",
            random => CallAsync<UpdateWorkflowExecutionResponse>(
                server, "UpdateWorkflowExecution", Update(random), UpdateWorkflowExecutionResponse.Parser),
            // The run has ended or ends before it is done; its worker is behind; the run has had 2,000.
            StatusCode.NotFound, StatusCode.DeadlineExceeded, StatusCode.FailedPrecondition),
        new(
            "query",
            random => CallAsync<QueryWorkflowResponse>(
                server,
                "QueryWorkflow",
                new QueryWorkflowRequest
                {
                    Namespace = TestServer.Namespace, Execution = Execution(random), Query = new() { QueryType = "q" },
                },
                QueryWorkflowResponse.Parser),
            // It has no task behind it yet; its worker is behind.
            StatusCode.FailedPrecondition, StatusCode.DeadlineExceeded),
        new(
            "pause",
            random => CallAsync<PauseActivityResponse>(
                server,
                "PauseActivity",
                new PauseActivityRequest
                {
                    Namespace = TestServer.Namespace, Execution = Execution(random), Id = ActivityId, Reason = "load",
                },
                PauseActivityResponse.Parser),
            StatusCode.NotFound),
        new(
            "unpause",
            random => CallAsync<UnpauseActivityResponse>(
                server,
                "UnpauseActivity",
                new UnpauseActivityRequest
                {
                    Namespace = TestServer.Namespace, Execution = Execution(random), Id = ActivityId,
                },
                UnpauseActivityResponse.Parser),
            StatusCode.NotFound),
        new(
            "cancel",
            random => CallAsync<RequestCancelWorkflowExecutionResponse>(
                server,
                "RequestCancelWorkflowExecution",
                new RequestCancelWorkflowExecutionRequest
                {
                    Namespace = TestServer.Namespace, WorkflowExecution = Execution(random),
                },
                RequestCancelWorkflowExecutionResponse.Parser)),
        new(
            "reset",
            random => CallAsync<ResetWorkflowExecutionResponse>(
                server,
                "ResetWorkflowExecution",
                new ResetWorkflowExecutionRequest
                {
                    Namespace = TestServer.Namespace,
                    WorkflowExecution = Execution(random),
                    WorkflowTaskFinishEventId = 4,
                    RequestId = Guid.NewGuid().ToString(),
                    Reason = "load",
                    // They would come with the history, which this worker does not replay: they would stay in flight for ever.
                    ResetReapplyExcludeTypes = { ResetReapplyExcludeType.Update },
                },
                ResetWorkflowExecutionResponse.Parser),
            // The first task has not ended yet.
            StatusCode.InvalidArgument),
        new(
            "terminate",
            random => CallAsync<TerminateWorkflowExecutionResponse>(
                server,
                "TerminateWorkflowExecution",
                new TerminateWorkflowExecutionRequest
                {
                    Namespace = TestServer.Namespace, WorkflowExecution = Execution(random),
                },
                TerminateWorkflowExecutionResponse.Parser),
            StatusCode.NotFound),
    ];

    public static Task StartAsync(TestServer server, int number) => server.StartWorkflowAsync(
        $"w{number}",
        r =>
        {
            r.WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting;
            r.Memo = new Memo { Fields = { ["start"] = new Payload { Data = ByteString.CopyFromUtf8("1") } } };
        });

    private static MixedCall Signal(TestServer server) =>
        new("signal", random => server.SignalAsync(Id(random), "s"), StatusCode.NotFound);

    private static string Id(Random random) => $"w{random.Next(Workflows)}";

    private static WorkflowExecution Execution(Random random) => new() { WorkflowId = Id(random) };

    private static ListWorkflowExecutionsRequest List(Random random) => new()
    {
        Namespace = TestServer.Namespace,
        PageSize = 20,
        Query = random.Next(2) == 0 ? "" : $"{MixedWorker.Attribute} > {random.Next(20)} AND ExecutionStatus = 'Running'",
    };

    private static UpdateWorkflowExecutionRequest Update(Random random) => new()
    {
        Namespace = TestServer.Namespace,
        WorkflowExecution = Execution(random),
        WaitPolicy = new()
        {
            LifecycleStage = random.Next(2) == 0
                ? UpdateWorkflowExecutionLifecycleStage.Accepted
                : UpdateWorkflowExecutionLifecycleStage.Completed,
        },
        Request = new() { Meta = new() { UpdateId = Guid.NewGuid().ToString() }, Input = new() { Name = "set" } },
    };

    private static Task CallAsync<T>(TestServer server, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T> => server.CallAsync(method, request, parser, Patience);
}
