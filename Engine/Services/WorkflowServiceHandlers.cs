using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Namespaces;
using OpsFlow.Engine.Schedules;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Services;

/// <summary>The methods of WorkflowService: checks, then the engine.</summary>
/// <param name="engine">The engine.</param>
/// <param name="namespaces">The namespaces.</param>
/// <param name="schedules">The schedules.</param>
internal sealed partial class WorkflowServiceHandlers(
    ExecutionEngine engine, NamespaceRegistry namespaces, ScheduleService schedules)
{
    private const string ServiceName = "temporal.api.workflowservice.v1.WorkflowService";

    private readonly WorkerRegistry _workers = new(engine.Clock);

    private readonly ConcurrentDictionary<(string Namespace, string Queue, int Type), QueueConfigRecord> _queueConfigs =
        new();

    public ServiceMethods<WorkflowServiceHandlers> Build()
    {
        var service = new ServiceMethods<WorkflowServiceHandlers>(ServiceName);
        AddNamespaces(service);
        AddStarting(service);
        AddTasks(service);
        AddActivities(service);
        AddActivityControl(service);
        AddExecutions(service);
        AddVisibility(service);
        AddWorkers(service);
        AddSchedules(service);
        AddBatches(service);
        AddDeployments(service);
        AddOptions(service);
        return service;
    }

    private void AddStarting(ServiceMethods<WorkflowServiceHandlers> service)
    {
        service.Unary("StartWorkflowExecution", StartWorkflowExecutionRequest.Parser, StartAsync);
        service.Unary(
            "SignalWithStartWorkflowExecution", SignalWithStartWorkflowExecutionRequest.Parser, SignalWithStartAsync);
        service.Unary("ExecuteMultiOperation", ExecuteMultiOperationRequest.Parser, ExecuteMultiAsync);
    }

    private async Task<StartWorkflowExecutionResponse> StartAsync(
        StartWorkflowExecutionRequest request, ServerCallContext context)
    {
        var input = Requests.WithCron(Requests.Start(request, namespaces), engine.Clock.Now);
        var (reuse, conflict) = Requests.Policies(
            request.WorkflowIdReusePolicy, request.WorkflowIdConflictPolicy, WorkflowIdConflictPolicy.Fail);
        var eager = request.RequestEagerExecution && input.FirstTaskBackoff == 0;
        var result = await engine.StartAsync(
            input with { EagerExecutionAccepted = eager }, reuse, conflict,
            eagerIdentity: eager ? request.Identity : null).ConfigureAwait(false);
        return Response(request, result);
    }

    private static StartWorkflowExecutionResponse Response(
        StartWorkflowExecutionRequest request, ExecutionEngine.StartResult result) => new()
    {
        RunId = result.RunId,
        FirstExecutionRunId = result.FirstRunId,
        Started = result.Started,
        Status = result.Status,
        EagerWorkflowTask = result.EagerTask,
        Link = new Link
        {
            WorkflowEvent = new Link.Types.WorkflowEvent
            {
                Namespace = request.Namespace,
                WorkflowId = request.WorkflowId,
                RunId = result.RunId,
                EventRef = new Link.Types.WorkflowEvent.Types.EventReference
                {
                    EventId = 1,
                    EventType = EventType.WorkflowExecutionStarted,
                },
            },
        },
    };

    private async Task<SignalWithStartWorkflowExecutionResponse> SignalWithStartAsync(
        SignalWithStartWorkflowExecutionRequest request, ServerCallContext context)
    {
        if (request.SignalName.Length == 0)
        {
            throw Errors.InvalidArgument("SignalName is not set on request.");
        }

        Requests.Length(request.SignalName, "SignalName length exceeds limit.");
        Requests.Blob(request.SignalInput);
        var start = new StartWorkflowExecutionRequest
        {
            Namespace = request.Namespace,
            WorkflowId = request.WorkflowId,
            WorkflowType = request.WorkflowType,
            TaskQueue = request.TaskQueue,
            Input = request.Input,
            WorkflowExecutionTimeout = request.WorkflowExecutionTimeout,
            WorkflowRunTimeout = request.WorkflowRunTimeout,
            WorkflowTaskTimeout = request.WorkflowTaskTimeout,
            Identity = request.Identity,
            RequestId = request.RequestId,
            RetryPolicy = request.RetryPolicy,
            CronSchedule = request.CronSchedule,
            Memo = request.Memo,
            SearchAttributes = request.SearchAttributes,
            Header = request.Header,
            WorkflowStartDelay = request.WorkflowStartDelay,
            UserMetadata = request.UserMetadata,
            Priority = request.Priority,
            VersioningOverride = request.VersioningOverride,
        };
        start.Links.Add(request.Links);
        var input = Requests.WithCron(Requests.Start(start, namespaces), engine.Clock.Now);
        var (reuse, conflict) = Requests.Policies(
            request.WorkflowIdReusePolicy, request.WorkflowIdConflictPolicy, WorkflowIdConflictPolicy.UseExisting);
        if (conflict == WorkflowIdConflictPolicy.Fail)
        {
            throw Errors.InvalidArgument(
                "Invalid WorkflowIdConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for this "
                    + "operation.");
        }

        var result = await engine.StartAsync(
            input,
            reuse,
            conflict,
            (run, _) => ExecutionEngine.SignalNeedsLock(
                run, request.SignalName, request.SignalInput, request.Header, request.Identity, request.RequestId,
                request.Links)).ConfigureAwait(false);
        return new SignalWithStartWorkflowExecutionResponse
        {
            RunId = result.RunId,
            FirstExecutionRunId = result.FirstRunId,
            Started = result.Started,
        };
    }

    private void AddTasks(ServiceMethods<WorkflowServiceHandlers> service)
    {
        service.Unary("PollWorkflowTaskQueue", PollWorkflowTaskQueueRequest.Parser, PollWorkflowAsync);
        service.Unary(
            "RespondWorkflowTaskCompleted",
            RespondWorkflowTaskCompletedRequest.Parser,
            (request, _) => engine.CompleteWorkflowTaskAsync(request));
        service.Unary(
            "RespondWorkflowTaskFailed",
            RespondWorkflowTaskFailedRequest.Parser,
            async (request, _) =>
            {
                await engine.FailWorkflowTaskAsync(request).ConfigureAwait(false);
                return new RespondWorkflowTaskFailedResponse();
            });
        service.Unary(
            "RespondQueryTaskCompleted",
            RespondQueryTaskCompletedRequest.Parser,
            (request, _) =>
            {
                engine.AnswerQuery(request);
                return Task.FromResult(new RespondQueryTaskCompletedResponse());
            });
        service.Unary(
            "ResetStickyTaskQueue",
            ResetStickyTaskQueueRequest.Parser,
            async (request, _) =>
            {
                Requests.Namespace(namespaces, request.Namespace);
                Requests.Execution(request.Execution);
                await engine.ResetStickyAsync(request).ConfigureAwait(false);
                return new ResetStickyTaskQueueResponse();
            });
    }

    private async Task<PollWorkflowTaskQueueResponse> PollWorkflowAsync(
        PollWorkflowTaskQueueRequest request, ServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        Requests.TaskQueue(request.TaskQueue);
        Requests.Length(request.Identity, "Identity length exceeds limit.");
        if (request.TaskQueue.Kind != TaskQueueKind.Sticky)
        {
            await _deployments.RegisterAsync(
                request.Namespace, request.DeploymentOptions, request.TaskQueue.Name, TaskQueueType.Workflow)
                .ConfigureAwait(false);
        }

        using var wait = new PollWait(context, engine);
        return await engine.PollWorkflowTaskAsync(request, wait.Token, context.CancellationToken).ConfigureAwait(false)
            ?? new PollWorkflowTaskQueueResponse();
    }

    private void AddActivities(ServiceMethods<WorkflowServiceHandlers> service)
    {
        service.Unary("PollActivityTaskQueue", PollActivityTaskQueueRequest.Parser, PollActivityAsync);
        service.Unary("RespondActivityTaskCompleted", RespondActivityTaskCompletedRequest.Parser, async (r, _) =>
        {
            await engine.CompleteActivityAsync(ActivityToken(r.TaskToken), r.Result, r.Identity).ConfigureAwait(false);
            return new RespondActivityTaskCompletedResponse();
        });
        service.Unary(
            "RespondActivityTaskCompletedById", RespondActivityTaskCompletedByIdRequest.Parser, async (r, _) =>
        {
            var token = ById(r.Namespace, r.WorkflowId, r.RunId, r.ActivityId);
            await engine.CompleteActivityAsync(token, r.Result, r.Identity).ConfigureAwait(false);
            return new RespondActivityTaskCompletedByIdResponse();
        });
        service.Unary("RespondActivityTaskFailed", RespondActivityTaskFailedRequest.Parser, async (r, _) =>
        {
            await engine.FailActivityAsync(ActivityToken(r.TaskToken), r.Failure, r.LastHeartbeatDetails, r.Identity)
                .ConfigureAwait(false);
            return new RespondActivityTaskFailedResponse();
        });
        service.Unary("RespondActivityTaskFailedById", RespondActivityTaskFailedByIdRequest.Parser, async (r, _) =>
        {
            var token = ById(r.Namespace, r.WorkflowId, r.RunId, r.ActivityId);
            await engine.FailActivityAsync(token, r.Failure, r.LastHeartbeatDetails, r.Identity).ConfigureAwait(false);
            return new RespondActivityTaskFailedByIdResponse();
        });
        service.Unary("RespondActivityTaskCanceled", RespondActivityTaskCanceledRequest.Parser, async (r, _) =>
        {
            await engine.CancelActivityAsync(ActivityToken(r.TaskToken), r.Details, r.Identity).ConfigureAwait(false);
            return new RespondActivityTaskCanceledResponse();
        });
        service.Unary("RespondActivityTaskCanceledById", RespondActivityTaskCanceledByIdRequest.Parser, async (r, _) =>
        {
            var token = ById(r.Namespace, r.WorkflowId, r.RunId, r.ActivityId);
            await engine.CancelActivityAsync(token, r.Details, r.Identity).ConfigureAwait(false);
            return new RespondActivityTaskCanceledByIdResponse();
        });
        service.Unary("RecordActivityTaskHeartbeat", RecordActivityTaskHeartbeatRequest.Parser, (r, _) =>
            engine.HeartbeatAsync(ActivityToken(r.TaskToken), r.Details, r.Identity));
        service.Unary("RecordActivityTaskHeartbeatById", RecordActivityTaskHeartbeatByIdRequest.Parser, async (r, _) =>
        {
            var token = ById(r.Namespace, r.WorkflowId, r.RunId, r.ActivityId);
            var beat = await engine.HeartbeatAsync(token, r.Details, r.Identity).ConfigureAwait(false);
            return new RecordActivityTaskHeartbeatByIdResponse
            {
                CancelRequested = beat.CancelRequested,
                ActivityPaused = beat.ActivityPaused,
                ActivityReset = beat.ActivityReset,
            };
        });
    }

    private async Task<PollActivityTaskQueueResponse> PollActivityAsync(
        PollActivityTaskQueueRequest request, ServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        Requests.TaskQueue(request.TaskQueue);
        Requests.Length(request.Identity, "Identity length exceeds limit.");
        await _deployments.RegisterAsync(
            request.Namespace, request.DeploymentOptions, request.TaskQueue.Name, TaskQueueType.Activity)
            .ConfigureAwait(false);
        using var wait = new PollWait(context, engine);
        return await engine.PollActivityTaskAsync(request, wait.Token, context.CancellationToken).ConfigureAwait(false)
            ?? new PollActivityTaskQueueResponse();
    }

    private static TaskToken ActivityToken(ByteString bytes) =>
        TaskTokens.Parse(bytes, TaskToken.Types.Kind.Activity);

    private TaskToken ById(string namespaceName, string workflowId, string runId, string activityId)
    {
        Requests.Namespace(namespaces, namespaceName);
        Requests.WorkflowId(workflowId);
        return activityId.Length == 0
            ? throw Errors.InvalidArgument("ActivityID is not set on request.")
            : new TaskToken
            {
                Kind = TaskToken.Types.Kind.Activity,
                Namespace = namespaceName,
                WorkflowId = workflowId,
                RunId = runId,
                ActivityId = activityId,
            };
    }
}
