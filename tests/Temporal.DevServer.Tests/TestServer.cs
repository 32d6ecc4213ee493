using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using UnaryGrpc;

namespace Temporal.DevServer.Tests;

/// <summary>A server in this process and a raw connection to it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Namespace = "default";
    public const string Queue = "queue";

    private readonly GrpcChannel _channel;

    private TestServer(DevServerHost host)
    {
        Host = host;
        _channel = new GrpcChannel(host.Address);
    }

    public DevServerHost Host { get; }

    public static async Task<TestServer> StartAsync(DevServerOptions? options = null) =>
        new(await DevServerHost.StartAsync(options ?? new DevServerOptions()));

    public Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser, TimeSpan? timeout = null)
        where T : IMessage<T> =>
        _channel.CallAsync(
            $"/temporal.api.workflowservice.v1.WorkflowService/{method}",
            request,
            parser,
            new GrpcCallOptions { Timeout = timeout ?? TimeSpan.FromSeconds(20) });

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

    public Task<PollWorkflowTaskQueueResponse> PollWorkflowAsync(TimeSpan? timeout = null) => CallAsync(
        "PollWorkflowTaskQueue",
        new PollWorkflowTaskQueueRequest { Namespace = Namespace, TaskQueue = new TaskQueue { Name = Queue }, Identity = "test" },
        PollWorkflowTaskQueueResponse.Parser,
        timeout);

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await Host.DisposeAsync();
    }
}
