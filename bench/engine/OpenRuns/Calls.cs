using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using UnaryGrpc;

namespace OpsFlow.Bench.OpenRuns;

/// <summary>The few calls that the measurement needs.</summary>
internal sealed class Calls(GrpcChannel channel)
{
    private const string Queue = "bench";

    private static readonly ByteString Data = ByteString.CopyFrom(new byte[200]);

    public Task<StartWorkflowExecutionResponse> StartAsync(string id) => CallAsync(
        "StartWorkflowExecution",
        new StartWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowId = id,
            WorkflowType = new WorkflowType { Name = "WaitForSignal" },
            TaskQueue = new TaskQueue { Name = Queue },
            RequestId = id,
            Input = new Payloads { Payloads_ = { new Payload { Data = Data } } },
        },
        StartWorkflowExecutionResponse.Parser);

    public Task SignalAsync(string id) => CallAsync(
        "SignalWorkflowExecution",
        new SignalWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new WorkflowExecution { WorkflowId = id },
            SignalName = "go",
            RequestId = Guid.NewGuid().ToString(),
        },
        SignalWorkflowExecutionResponse.Parser);

    public Task<PollWorkflowTaskQueueResponse> PollAsync() => CallAsync(
        "PollWorkflowTaskQueue",
        new PollWorkflowTaskQueueRequest
        {
            Namespace = "default",
            TaskQueue = new TaskQueue { Name = Queue },
            Identity = "bench",
        },
        PollWorkflowTaskQueueResponse.Parser);

    public Task AnswerAsync(ByteString token, params Command[] commands)
    {
        var request = new RespondWorkflowTaskCompletedRequest { TaskToken = token, Identity = "bench" };
        request.Commands.Add(commands);
        return CallAsync("RespondWorkflowTaskCompleted", request, RespondWorkflowTaskCompletedResponse.Parser);
    }

    public static Command Timer() => new()
    {
        CommandType = CommandType.StartTimer,
        StartTimerCommandAttributes = new StartTimerCommandAttributes
        {
            TimerId = "1",
            StartToFireTimeout = Duration.FromTimeSpan(TimeSpan.FromDays(1)),
        },
    };

    public static Command Complete() => new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new CompleteWorkflowExecutionCommandAttributes(),
    };

    private Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : IMessage<T> =>
        channel.CallAsync(
            $"/temporal.api.workflowservice.v1.WorkflowService/{method}",
            request,
            parser,
            new GrpcCallOptions { Timeout = TimeSpan.FromSeconds(70) });
}
