using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OpsFlow.Engine.Hosting;
using OpsFlow.Engine.Tests.External;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;
using WireCommand = Temporalio.Api.Command.V1.Command;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>
/// The server that a protocol test speaks to: this project's, or the official one when OPSFLOW_PROTOCOL_SERVER is "official", by which
/// the expected values were found.
/// </summary>
internal sealed class ProtocolServer : IAsyncDisposable
{
    private readonly OfficialDevServer? _official;

    private ProtocolServer(TestServer calls, OfficialDevServer? official)
    {
        Calls = calls;
        _official = official;
    }

    public static bool IsOfficial { get; } = Environment.GetEnvironmentVariable("OPSFLOW_PROTOCOL_SERVER") == "official";

    public TestServer Calls { get; }

    public string Address => _official?.Address ?? Calls.Host.Address;

    public static async Task<ProtocolServer> StartAsync(EngineOptions? options = null, params string[] officialArguments)
    {
        if (!IsOfficial)
        {
            return new ProtocolServer(await TestServer.StartAsync(options), null);
        }

        var official = await OfficialDevServer.StartAsync(officialArguments);
        var server = new ProtocolServer(new TestServer(official.Address), official);
        // It listens before it has its namespace.
        await Eventually.PassesAsync(() => server.Calls.StartWorkflowAsync(
            "probe", r => r.TaskQueue.Name = "nobody's"));
        return server;
    }

    public static WorkflowExecution Execution(string workflowId) => new() { WorkflowId = workflowId };

    public Task<UpdateWorkflowExecutionResponse> UpdateAsync(
        string workflowId,
        string updateId,
        UpdateWorkflowExecutionLifecycleStage stage = UpdateWorkflowExecutionLifecycleStage.Completed,
        TimeSpan? timeout = null) => Calls.CallAsync(
        "UpdateWorkflowExecution",
        new UpdateWorkflowExecutionRequest
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = Execution(workflowId),
            WaitPolicy = new WaitPolicy { LifecycleStage = stage },
            Request = new Request { Meta = new Meta { UpdateId = updateId }, Input = new Input { Name = "set" } },
        },
        UpdateWorkflowExecutionResponse.Parser,
        timeout);

    public Task<PollWorkflowExecutionUpdateResponse> PollUpdateAsync(
        string workflowId,
        string updateId,
        UpdateWorkflowExecutionLifecycleStage stage = UpdateWorkflowExecutionLifecycleStage.Completed,
        TimeSpan? timeout = null) => Calls.CallAsync(
        "PollWorkflowExecutionUpdate",
        new PollWorkflowExecutionUpdateRequest
        {
            Namespace = TestServer.Namespace,
            UpdateRef = new UpdateRef { WorkflowExecution = Execution(workflowId), UpdateId = updateId },
            WaitPolicy = new WaitPolicy { LifecycleStage = stage },
        },
        PollWorkflowExecutionUpdateResponse.Parser,
        timeout);

    /// <summary>Starts a workflow and answers its first task with the commands.</summary>
    public async Task<string> StartAndCompleteTaskAsync(string workflowId, params WireCommand[] commands)
    {
        var started = await Calls.StartWorkflowAsync(workflowId);
        await Calls.CompleteAsync(await Calls.PollWorkflowAsync(), commands);
        return started.RunId;
    }

    /// <summary>Waits until the server has taken the update in: a poll that asks for nothing finds it.</summary>
    public Task AdmittedAsync(string workflowId, string updateId) => Eventually.PassesAsync(
        () => PollUpdateAsync(workflowId, updateId, UpdateWorkflowExecutionLifecycleStage.Unspecified));

    public Task<RespondWorkflowTaskCompletedResponse> CompleteWithMessagesAsync(
        PollWorkflowTaskQueueResponse task, IEnumerable<Message> messages, params WireCommand[] commands)
    {
        var request = new RespondWorkflowTaskCompletedRequest { TaskToken = task.TaskToken, Identity = "test" };
        request.Messages.Add(messages);
        request.Commands.Add(request.Messages
            .Where(m => !m.Body.Is(Rejection.Descriptor))
            .Select(m => new WireCommand
            {
                CommandType = CommandType.ProtocolMessage,
                ProtocolMessageCommandAttributes = new() { MessageId = m.Id },
            }));
        request.Commands.Add(commands);
        return Calls.CallAsync("RespondWorkflowTaskCompleted", request, RespondWorkflowTaskCompletedResponse.Parser);
    }

    public static Message Accept(Message asked) => new()
    {
        Id = $"{asked.ProtocolInstanceId}/accept",
        ProtocolInstanceId = asked.ProtocolInstanceId,
        Body = Any.Pack(new Acceptance
        {
            AcceptedRequestMessageId = asked.Id,
            AcceptedRequestSequencingEventId = asked.EventId,
            AcceptedRequest = asked.Body.Unpack<Request>(),
        }),
    };

    public static Message Complete(Message asked) => new()
    {
        Id = $"{asked.ProtocolInstanceId}/complete",
        ProtocolInstanceId = asked.ProtocolInstanceId,
        Body = Any.Pack(new Response
        {
            Meta = asked.Body.Unpack<Request>().Meta,
            Outcome = new Outcome { Success = new Payloads() },
        }),
    };

    public static Message Reject(Message asked) => new()
    {
        Id = $"{asked.ProtocolInstanceId}/reject",
        ProtocolInstanceId = asked.ProtocolInstanceId,
        Body = Any.Pack(new Rejection
        {
            RejectedRequestMessageId = asked.Id,
            RejectedRequestSequencingEventId = asked.EventId,
            RejectedRequest = asked.Body.Unpack<Request>(),
            Failure = new() { Message = "no", ApplicationFailureInfo = new() { Type = "No" } },
        }),
    };

    public static async Task<RpcException> FailsAsync<T>(Task<T> call) =>
        await Assert.ThrowsAsync<RpcException>(() => call);

    public async ValueTask DisposeAsync()
    {
        await Calls.DisposeAsync();
        if (_official is not null)
        {
            await _official.DisposeAsync();
        }
    }
}
