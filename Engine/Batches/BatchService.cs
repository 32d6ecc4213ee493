using System.Collections.Concurrent;
using Google.Protobuf;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Storage;
using OpsFlow.Engine.Visibility;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Batches;

/// <summary>
/// Does the same to many workflows. A job is stored before it begins and taken up again by the next process: what it
/// does to one workflow may be done twice, which makes no difference for all but signals, whose request ids are fixed.
/// </summary>
internal sealed class BatchService
{
    private const string Kind = "batch";

    private readonly ExecutionEngine _engine;
    private readonly Func<string, string, ListFilter?> _parse;
    private readonly VisibilityReader _visibility;
    private readonly ConcurrentDictionary<(string Namespace, string Job), Job> _jobs = new();

    /// <summary>Makes the service.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="parse">Reads a namespace's list filter.</param>
    public BatchService(ExecutionEngine engine, Func<string, string, ListFilter?> parse)
    {
        _engine = engine;
        _parse = parse;
        _visibility = new VisibilityReader(engine.Store);
    }

    /// <summary>Takes up the jobs of a former process.</summary>
    public void Start()
    {
        foreach (var record in _engine.Store.ReadRecords(Kind, BatchRecord.Parser))
        {
            var job = new Job(record);
            _jobs[(record.Namespace, job.Request.JobId)] = job;
            if (record.State == BatchOperationState.Running)
            {
                _engine.RunUntilStored(() => RunAsync(job));
            }
        }
    }

    public async Task StartAsync(StartBatchOperationRequest request)
    {
        var record = new BatchRecord
        {
            Namespace = request.Namespace,
            Request = request.ToByteString(),
            State = BatchOperationState.Running,
            StartTime = _engine.Clock.Now,
            Reason = request.Reason,
        };
        var job = new Job(record);
        lock (_jobs)
        {
            if (_jobs.Values.Any(
                j => j.Record.Namespace == request.Namespace && j.Record.State == BatchOperationState.Running))
            {
                throw Errors.ResourceExhausted(
                    "Max concurrent batch operations is reached", ResourceExhaustedCause.ConcurrentLimit);
            }

            if (!_jobs.TryAdd((request.Namespace, request.JobId), job))
            {
                throw new RpcException(
                    new Status(StatusCode.AlreadyExists, $"Batch job {request.JobId} already exists."));
            }
        }

        try
        {
            await SaveAsync(job).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            _jobs.TryRemove((request.Namespace, request.JobId), out _);
            throw;
        }

        _engine.RunUntilStored(() => RunAsync(job));
    }

    public Job? Find(string namespaceName, string jobId) =>
        _jobs.TryGetValue((namespaceName, jobId), out var job) ? job : null;

    public IEnumerable<Job> All(string namespaceName) => _jobs.Values
        .Where(j => j.Record.Namespace == namespaceName)
        .OrderByDescending(j => j.Record.StartTime);

    /// <summary>Ends a job before its next workflow. On disk when this returns: no restart goes on with it.</summary>
    public async Task StopAsync(Job job)
    {
        job.Stopped = true;
        var stopped = job.Record.Clone();
        if (stopped.State == BatchOperationState.Running)
        {
            (stopped.State, stopped.CloseTime) = (BatchOperationState.Failed, _engine.Clock.Now);
            await SaveAsync(job, stopped).ConfigureAwait(false);
        }
    }

    /// <summary>Does what is left; called again when storage failed on the way.</summary>
    private async Task RunAsync(Job job)
    {
        var request = job.Request;
        if (job.Targets is null)
        {
            job.Targets = Targets(request);
            job.Change(r => (r.Total, r.Complete, r.Failed) = (job.Targets.Count, 0, 0));
        }

        foreach (var target in job.Targets.Skip((int)(job.Record.Complete + job.Record.Failed)))
        {
            if (job.Stopped || _engine.Stopping.IsCancellationRequested)
            {
                break;
            }

            try
            {
                await ApplyAsync(request, target).ConfigureAwait(false);
                job.Change(r => r.Complete++);
            }
            catch (RpcException e) when (e.StatusCode != StatusCode.Unavailable)
            {
                job.Change(r => r.Failed++);
            }
        }

        if (!_engine.Stopping.IsCancellationRequested)
        {
            job.Change(r => (r.State, r.CloseTime) =
                (job.Stopped ? BatchOperationState.Failed : BatchOperationState.Completed, _engine.Clock.Now));
            await SaveAsync(job).ConfigureAwait(false);
        }
    }

    private List<WorkflowExecution> Targets(StartBatchOperationRequest request)
    {
        if (request.Executions.Count > 0)
        {
            return [.. request.Executions];
        }

        if (request.TargetExecutions.Count > 0)
        {
            return [.. request.TargetExecutions.Select(
                e => new WorkflowExecution { WorkflowId = e.BusinessId, RunId = e.RunId })];
        }

        var filter = _parse(request.Namespace, request.VisibilityQuery);
        return [.. _visibility.List(request.Namespace, filter, int.MaxValue, ByteString.Empty).Runs
            .Select(r => new WorkflowExecution { WorkflowId = r.WorkflowId, RunId = r.RunId })];
    }

    private async Task ApplyAsync(StartBatchOperationRequest request, WorkflowExecution target)
    {
        var requestId = $"{request.JobId}/{target.RunId}";
        switch (request.OperationCase)
        {
            case StartBatchOperationRequest.OperationOneofCase.TerminationOperation:
                await _engine.TerminateAsync(new TerminateWorkflowExecutionRequest
                {
                    Namespace = request.Namespace,
                    WorkflowExecution = target,
                    Reason = request.Reason,
                    Details = request.TerminationOperation.Details,
                    Identity = request.TerminationOperation.Identity,
                }).ConfigureAwait(false);
                break;
            case StartBatchOperationRequest.OperationOneofCase.CancellationOperation:
                await _engine.RequestCancelAsync(new RequestCancelWorkflowExecutionRequest
                {
                    Namespace = request.Namespace,
                    WorkflowExecution = target,
                    Reason = request.Reason,
                    RequestId = requestId,
                    Identity = request.CancellationOperation.Identity,
                }).ConfigureAwait(false);
                break;
            case StartBatchOperationRequest.OperationOneofCase.SignalOperation:
                var signal = request.SignalOperation;
                await _engine.SignalAsync(new SignalWorkflowExecutionRequest
                {
                    Namespace = request.Namespace,
                    WorkflowExecution = target,
                    SignalName = signal.Signal,
                    Input = signal.Input,
                    Header = signal.Header,
                    RequestId = requestId,
                    Identity = signal.Identity,
                }).ConfigureAwait(false);
                break;
            case StartBatchOperationRequest.OperationOneofCase.DeletionOperation:
                await _engine.DeleteAsync(new DeleteWorkflowExecutionRequest
                {
                    Namespace = request.Namespace,
                    WorkflowExecution = target,
                }).ConfigureAwait(false);
                break;
            case StartBatchOperationRequest.OperationOneofCase.ResetOperation:
                await ResetAsync(request, target, requestId).ConfigureAwait(false);
                break;
            default:
                throw Errors.InvalidArgument($"The operation {request.OperationCase} is not supported.");
        }
    }

    private async Task ResetAsync(StartBatchOperationRequest request, WorkflowExecution target, string requestId)
    {
        var options = request.ResetOperation.Options ?? new ResetOptions();
        var last = options.TargetCase == ResetOptions.TargetOneofCase.LastWorkflowTask
            || request.ResetOperation.ResetType == ResetType.LastWorkflowTask;
        var eventId = options.TargetCase == ResetOptions.TargetOneofCase.WorkflowTaskId
            ? options.WorkflowTaskId
            : await _engine.ReadAsync(request.Namespace, target.WorkflowId, target.RunId, run =>
            {
                var completed = run.State.History.Where(e => e.EventType == EventType.WorkflowTaskCompleted);
                return (last ? completed.LastOrDefault() : completed.FirstOrDefault())?.EventId ?? 0;
            }).ConfigureAwait(false);
        var reset = new ResetWorkflowExecutionRequest
        {
            Namespace = request.Namespace,
            WorkflowExecution = target,
            Reason = request.Reason,
            RequestId = requestId,
            WorkflowTaskFinishEventId = eventId,
            ResetReapplyType = options.ResetReapplyType,
            Identity = request.ResetOperation.Identity,
        };
        reset.ResetReapplyExcludeTypes.Add(options.ResetReapplyExcludeTypes);
        await _engine.ResetAsync(reset).ConfigureAwait(false);
    }

    private Task SaveAsync(Job job) => SaveAsync(job, job.Record);

    private Task SaveAsync(Job job, BatchRecord record) =>
        _engine.Store.WriteRecordAsync(Kind, record.Namespace, job.Request.JobId, record.ToByteArray());

    /// <summary>A job and how far it is.</summary>
    /// <param name="record">What is stored of it.</param>
    internal sealed class Job(BatchRecord record)
    {
        /// <summary>As it is now: never changed, only replaced.</summary>
        public BatchRecord Record { get; private set; } = record;

        public StartBatchOperationRequest Request { get; } =
            StartBatchOperationRequest.Parser.ParseFrom(record.Request);

        /// <summary>What it is about; null until it has begun in this process.</summary>
        public IReadOnlyList<WorkflowExecution>? Targets { get; set; }

        public bool Stopped { get; set; }

        /// <summary>Only the one who carries the job out changes it.</summary>
        public void Change(Action<BatchRecord> change)
        {
            var next = Record.Clone();
            change(next);
            Record = next;
        }
    }
}
