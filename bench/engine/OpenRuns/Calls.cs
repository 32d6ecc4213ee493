using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;

namespace OpsFlow.Bench.OpenRuns;

/// <summary>The few calls that the measurement needs.</summary>
internal sealed class Calls(WorkflowService service)
{
    private const string Queue = "bench";

    private static readonly RpcOptions Options = new() { Timeout = TimeSpan.FromSeconds(70) };

    private static readonly ByteString Data = ByteString.CopyFrom(new byte[200]);

    public Task<StartWorkflowExecutionResponse> StartAsync(string id) => service.StartWorkflowExecutionAsync(
        new StartWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowId = id,
            WorkflowType = new WorkflowType { Name = "WaitForSignal" },
            TaskQueue = new TaskQueue { Name = Queue },
            RequestId = id,
            Input = new Payloads { Payloads_ = { new Payload { Data = Data } } },
        },
        Options);

    public Task SignalAsync(string id) => service.SignalWorkflowExecutionAsync(
        new SignalWorkflowExecutionRequest
        {
            Namespace = "default",
            WorkflowExecution = new Temporalio.Api.Common.V1.WorkflowExecution { WorkflowId = id },
            SignalName = "go",
            RequestId = Guid.NewGuid().ToString(),
        },
        Options);

    public Task<PollWorkflowTaskQueueResponse> PollAsync() => service.PollWorkflowTaskQueueAsync(
        new PollWorkflowTaskQueueRequest
        {
            Namespace = "default",
            TaskQueue = new TaskQueue { Name = Queue },
            Identity = "bench",
        },
        Options);

    public Task AnswerAsync(ByteString token, params Command[] commands)
    {
        var request = new RespondWorkflowTaskCompletedRequest { TaskToken = token, Identity = "bench" };
        request.Commands.Add(commands);
        return service.RespondWorkflowTaskCompletedAsync(request, Options);
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
}
