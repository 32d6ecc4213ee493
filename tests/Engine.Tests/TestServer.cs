using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using OpsFlow.Engine.Hosting;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

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
        string method,
        IMessage request,
        MessageParser<T> parser,
        TimeSpan? timeout = null,
        string service = RawCalls.WorkflowService,
        CancellationToken token = default)
        where T : class, IMessage<T> =>
        _channel.CallAsync(method, request, parser, timeout, service, token);

    public Task<StartWorkflowExecutionResponse> StartWorkflowAsync(
        string workflowId, Action<StartWorkflowExecutionRequest>? configure = null)
    {
        var request = new StartWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowId = workflowId,
            WorkflowType = new WorkflowType { Name = "Type" },
            TaskQueue = new TaskQueue { Name = Queue },
            RequestId = Guid.NewGuid().ToString(),
        };
        configure?.Invoke(request);
        return CallAsync("StartWorkflowExecution", request, StartWorkflowExecutionResponse.Parser);
    }

    public Task<SignalWorkflowExecutionResponse> SignalAsync(string workflowId, string name, string? requestId = null) =>
        CallAsync(
            "SignalWorkflowExecution",
            new SignalWorkflowExecutionRequest
            {
                Namespace = Namespace,
                WorkflowExecution = new WorkflowExecution { WorkflowId = workflowId },
                SignalName = name,
                RequestId = requestId ?? Guid.NewGuid().ToString(),
            },
            SignalWorkflowExecutionResponse.Parser);

    public Task<PollWorkflowTaskQueueResponse> PollWorkflowAsync(TimeSpan? timeout = null, CancellationToken token = default) =>
        CallAsync(
            "PollWorkflowTaskQueue",
            new PollWorkflowTaskQueueRequest
            {
                Namespace = Namespace,
                TaskQueue = new TaskQueue { Name = Queue },
                Identity = "test",
            },
            PollWorkflowTaskQueueResponse.Parser,
            timeout,
            token: token);

    public Task<PollActivityTaskQueueResponse> PollActivityAsync(
        TimeSpan? timeout = null, CancellationToken token = default) => CallAsync(
        "PollActivityTaskQueue",
        new PollActivityTaskQueueRequest
        {
            Namespace = Namespace,
            TaskQueue = new TaskQueue { Name = Queue },
            Identity = "test",
        },
        PollActivityTaskQueueResponse.Parser,
        timeout,
        token: token);

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
        PollWorkflowTaskQueueResponse task, params Command[] commands)
    {
        var request = new RespondWorkflowTaskCompletedRequest { TaskToken = task.TaskToken, Identity = "test" };
        request.Commands.Add(commands);
        return CallAsync("RespondWorkflowTaskCompleted", request, RespondWorkflowTaskCompletedResponse.Parser);
    }

    public Task<RespondActivityTaskCompletedResponse> CompleteActivityAsync(ByteString token) => CallAsync(
        "RespondActivityTaskCompleted",
        new RespondActivityTaskCompletedRequest { TaskToken = token, Identity = "test" },
        RespondActivityTaskCompletedResponse.Parser);

    public async Task<List<HistoryEvent>> HistoryAsync(string workflowId, string runId = "")
    {
        var events = new List<HistoryEvent>();
        var token = ByteString.Empty;
        do
        {
            var page = await CallAsync(
                "GetWorkflowExecutionHistory",
                new GetWorkflowExecutionHistoryRequest
                {
                    Namespace = Namespace,
                    Execution = new WorkflowExecution { WorkflowId = workflowId, RunId = runId },
                    NextPageToken = token,
                },
                GetWorkflowExecutionHistoryResponse.Parser);
            events.AddRange(page.History.Events);
            token = page.NextPageToken;
        }
        while (!token.IsEmpty);
        return events;
    }

    public async Task<HistoryEvent> CloseEventAsync(string workflowId, string runId = "")
    {
        while (true)
        {
            var page = await CallAsync(
                "GetWorkflowExecutionHistory",
                new GetWorkflowExecutionHistoryRequest
                {
                    Namespace = Namespace,
                    Execution = new WorkflowExecution { WorkflowId = workflowId, RunId = runId },
                    HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
                    WaitNewEvent = true,
                },
                GetWorkflowExecutionHistoryResponse.Parser,
                TimeSpan.FromSeconds(60));
            if (page.History.Events.Count > 0)
            {
                return page.History.Events[0];
            }
        }
    }

    public async Task<List<EventType>> EventTypesAsync(string workflowId) =>
        [.. (await HistoryAsync(workflowId)).Select(e => e.EventType)];

    public Task<DescribeWorkflowExecutionResponse> DescribeAsync(string workflowId) => CallAsync(
        "DescribeWorkflowExecution",
        new DescribeWorkflowExecutionRequest
        {
            Namespace = Namespace,
            Execution = new WorkflowExecution { WorkflowId = workflowId },
        },
        DescribeWorkflowExecutionResponse.Parser);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
