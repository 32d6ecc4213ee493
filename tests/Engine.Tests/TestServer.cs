using Grpc.Core;
using Grpc.Net.Client;
using Temporalio.Api.Command.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Tests;

/// <summary>A raw connection to a server, usually one in this process.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Namespace = "default";
    public const string Queue = "queue";

    private readonly GrpcChannel _channel;
    private readonly EngineHost? _host;

    public TestServer(string address, EngineHost? host = null)
    {
        _host = host;
        _channel = RawCalls.Channel(address);
    }

    public EngineHost Host => _host!;

    public static async Task<TestServer> StartAsync(EngineOptions? options = null)
    {
        var host = await EngineHost.StartAsync(options ?? new EngineOptions());
        return new TestServer(host.Address, host);
    }

    public Task<T> CallAsync<T>(
        IMessage request, TimeSpan? timeout = null, string? method = null, CancellationToken token = default)
        where T : class, IMessage<T>, new() => _channel.CallAsync<T>(request, timeout, method, null, token);

    public Task<StartWorkflowExecutionResponse> StartWorkflowAsync(
        string workflowId, Action<StartWorkflowExecutionRequest>? configure = null)
    {
        var request = new StartWorkflowExecutionRequest
        {
            WorkflowId = workflowId,
            WorkflowType = new() { Name = "Type" },
            TaskQueue = new() { Name = Queue },
            RequestId = Guid.NewGuid().ToString(),
        };
        configure?.Invoke(request);
        return CallAsync<StartWorkflowExecutionResponse>(request);
    }

    public Task SignalAsync(string workflowId, string name) => CallAsync<SignalWorkflowExecutionResponse>(
        new SignalWorkflowExecutionRequest
        {
            WorkflowExecution = Execution(workflowId),
            SignalName = name,
            RequestId = Guid.NewGuid().ToString(),
        });

    public Task TerminateAsync(string workflowId) => CallAsync<TerminateWorkflowExecutionResponse>(
        new TerminateWorkflowExecutionRequest { WorkflowExecution = Execution(workflowId) });

    public Task PauseAsync(string workflowId, string activityId, TimeSpan? timeout = null) =>
        CallAsync<PauseActivityResponse>(
            new PauseActivityRequest { Execution = Execution(workflowId), Id = activityId }, timeout);

    public Task UnpauseAsync(string workflowId, string activityId, TimeSpan? timeout = null) =>
        CallAsync<UnpauseActivityResponse>(
            new UnpauseActivityRequest { Execution = Execution(workflowId), Id = activityId }, timeout);

    public Task<PollWorkflowTaskQueueResponse> PollWorkflowAsync(
        TimeSpan? timeout = null, CancellationToken token = default) => CallAsync<PollWorkflowTaskQueueResponse>(
        new PollWorkflowTaskQueueRequest { TaskQueue = new() { Name = Queue }, Identity = "test" }, timeout,
        token: token);

    public Task<PollActivityTaskQueueResponse> PollActivityAsync(TimeSpan? timeout = null) =>
        CallAsync<PollActivityTaskQueueResponse>(
            new PollActivityTaskQueueRequest { TaskQueue = new() { Name = Queue }, Identity = "test" }, timeout);

    /// <summary>Polls where there may be nothing: a poll that ends by its time is an empty one.</summary>
    public static async Task<T?> OrNothingAsync<T>(Task<T> poll)
        where T : class
    {
        try
        {
            return await poll;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.DeadlineExceeded)
        {
            return null;
        }
    }

    public Task<RespondWorkflowTaskCompletedResponse> CompleteAsync(
        PollWorkflowTaskQueueResponse task, params Command[] commands) =>
        CallAsync<RespondWorkflowTaskCompletedResponse>(new RespondWorkflowTaskCompletedRequest
        {
            TaskToken = task.TaskToken,
            Identity = "test",
            Commands = { commands },
        });

    public Task CompleteActivityAsync(ByteString token) => CallAsync<RespondActivityTaskCompletedResponse>(
        new RespondActivityTaskCompletedRequest { TaskToken = token, Identity = "test" });

    public async Task<List<HistoryEvent>> HistoryAsync(string workflowId, string runId = "")
    {
        var request = new GetWorkflowExecutionHistoryRequest { Execution = Execution(workflowId, runId) };
        var events = new List<HistoryEvent>();
        do
        {
            var page = await CallAsync<GetWorkflowExecutionHistoryResponse>(request);
            events.AddRange(page.History.Events);
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);
        return events;
    }

    public async Task<HistoryEvent> CloseEventAsync(string workflowId, string runId = "")
    {
        while (true)
        {
            var page = await CallAsync<GetWorkflowExecutionHistoryResponse>(new GetWorkflowExecutionHistoryRequest
            {
                Execution = Execution(workflowId, runId),
                HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
                WaitNewEvent = true,
            });
            if (page.History.Events.Count > 0)
            {
                return page.History.Events[0];
            }
        }
    }

    public async Task<List<EventType>> EventTypesAsync(string workflowId) =>
        [.. (await HistoryAsync(workflowId)).Select(e => e.EventType)];

    public Task<DescribeWorkflowExecutionResponse> DescribeAsync(string workflowId) =>
        CallAsync<DescribeWorkflowExecutionResponse>(
            new DescribeWorkflowExecutionRequest { Execution = Execution(workflowId) });

    /// <summary>The status that a call ends with.</summary>
    public static async Task<StatusCode> StatusAsync(Task call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    public static WorkflowExecution Execution(string workflowId, string runId = "") =>
        new() { WorkflowId = workflowId, RunId = runId };

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
