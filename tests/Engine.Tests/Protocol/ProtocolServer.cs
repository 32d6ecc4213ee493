using Grpc.Core;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;
using WireCommand = Temporalio.Api.Command.V1.Command;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>
/// The server that a protocol test speaks to: this project's, or the official one when OPSFLOW_PROTOCOL_SERVER is
/// "official", by which
/// the expected values were found.
/// </summary>
internal sealed class ProtocolServer : IAsyncDisposable
{
    private readonly DevServer? _official;

    private ProtocolServer(TestServer calls, DevServer? official)
    {
        Calls = calls;
        _official = official;
    }

    public static bool IsOfficial { get; } =
        Environment.GetEnvironmentVariable("OPSFLOW_PROTOCOL_SERVER") == "official";

    public TestServer Calls { get; }

    public string Address => _official?.Address ?? Calls.Host.Address;

    public static async Task<ProtocolServer> StartAsync(
        EngineOptions? options = null, params string[] officialArguments)
    {
        if (!IsOfficial)
        {
            return new ProtocolServer(await TestServer.StartAsync(options), null);
        }

        var official = await DevServer.StartAsync(
            Counterparts.Program("temporal")!, officialArguments);
        return new ProtocolServer(new TestServer(official.Address), official);
    }

    public Task<UpdateWorkflowExecutionResponse> UpdateAsync(
        string workflowId,
        string updateId,
        UpdateWorkflowExecutionLifecycleStage stage = UpdateWorkflowExecutionLifecycleStage.Completed,
        TimeSpan? timeout = null) => Calls.CallAsync<UpdateWorkflowExecutionResponse>(new UpdateWorkflowExecutionRequest
        {
            WorkflowExecution = TestServer.Execution(workflowId),
            WaitPolicy = new WaitPolicy { LifecycleStage = stage },
            Request = new Request { Meta = new Meta { UpdateId = updateId }, Input = new Input { Name = "set" } },
        }, timeout);

    public Task<PollWorkflowExecutionUpdateResponse> PollUpdateAsync(
        string workflowId,
        string updateId,
        UpdateWorkflowExecutionLifecycleStage stage = UpdateWorkflowExecutionLifecycleStage.Completed,
        TimeSpan? timeout = null) => Calls.CallAsync<PollWorkflowExecutionUpdateResponse>(
            new PollWorkflowExecutionUpdateRequest
        {
            UpdateRef = new UpdateRef { WorkflowExecution = TestServer.Execution(workflowId), UpdateId = updateId },
            WaitPolicy = new WaitPolicy { LifecycleStage = stage },
        }, timeout);

    /// <summary>Starts a workflow and answers its first task with the commands.</summary>
    public async Task<string> StartAndCompleteTaskAsync(string workflowId, params WireCommand[] commands)
    {
        var started = await Calls.StartWorkflowAsync(workflowId);
        await Calls.CompleteAsync(await Calls.PollWorkflowAsync(), commands);
        return started.RunId;
    }

    /// <summary>Waits until the server has taken the update in: a poll that asks for nothing finds it.</summary>
    public Task AdmittedAsync(string workflowId, string updateId) => Until.PassesAsync(
        () => PollUpdateAsync(workflowId, updateId, UpdateWorkflowExecutionLifecycleStage.Unspecified));

    public Task<RespondWorkflowTaskCompletedResponse> CompleteWithMessagesAsync(
        PollWorkflowTaskQueueResponse task, IEnumerable<Message> messages, params WireCommand[] commands)
    {
        var request = new RespondWorkflowTaskCompletedRequest { TaskToken = task.TaskToken, Identity = "test" };
        request.Messages.Add(messages);
        request.Commands.Add(request.Messages
            .Where(m => !m.Body.Is(Rejection.Descriptor)).Select(m => Commands.Message(m.Id)));
        request.Commands.Add(commands);
        return Calls.CallAsync<RespondWorkflowTaskCompletedResponse>(request);
    }

    public static async Task<RpcException> FailsAsync(Task call) =>
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
