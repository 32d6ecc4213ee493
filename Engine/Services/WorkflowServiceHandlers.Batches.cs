using OpsFlow.Engine.Batches;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Visibility;
using Temporalio.Api.Batch.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Operation = Temporalio.Api.WorkflowService.V1.StartBatchOperationRequest.OperationOneofCase;

namespace OpsFlow.Engine.Services;

/// <summary>Methods about batch jobs.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    private BatchService? _batches;

    private void AddBatches(ServiceMethods<WorkflowServiceHandlers> service)
    {
        _batches = new BatchService(engine, (name, query) => Parse(name, query).Filter);
        _batches.Start();
        service.Unary("StartBatchOperation", StartBatchOperationRequest.Parser, async (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            ValidateBatch(request);
            await _batches.StartAsync(request).ConfigureAwait(false);
            return new StartBatchOperationResponse();
        });
        service.Unary("StopBatchOperation", StopBatchOperationRequest.Parser, async (request, _) =>
        {
            await _batches.StopAsync(FindJob(request.Namespace, request.JobId)).ConfigureAwait(false);
            return new StopBatchOperationResponse();
        });
        service.Unary("DescribeBatchOperation", DescribeBatchOperationRequest.Parser, (request, _) =>
        {
            var job = FindJob(request.Namespace, request.JobId);
            var record = job.Record;
            return Task.FromResult(new DescribeBatchOperationResponse
            {
                OperationType = TypeOf(job),
                JobId = job.Request.JobId,
                State = record.State,
                StartTime = Ticks.ToTimestampOrNull(record.StartTime),
                CloseTime = Ticks.ToTimestampOrNull(record.CloseTime),
                TotalOperationCount = record.Total,
                CompleteOperationCount = record.Complete,
                FailureOperationCount = record.Failed,
                Reason = record.Reason,
                Query = job.Request.VisibilityQuery,
            });
        });
        service.Unary("ListBatchOperations", ListBatchOperationsRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            var response = new ListBatchOperationsResponse();
            response.OperationInfo.Add(_batches.All(request.Namespace).Take(MaximumListPage).Select(ListEntry));
            return Task.FromResult(response);
        });
    }

    private static BatchOperationInfo ListEntry(BatchService.Job job)
    {
        var record = job.Record;
        return new BatchOperationInfo
        {
            JobId = job.Request.JobId,
            State = record.State,
            StartTime = Ticks.ToTimestampOrNull(record.StartTime),
            CloseTime = Ticks.ToTimestampOrNull(record.CloseTime),
            OperationType = TypeOf(job),
        };
    }

    private BatchService.Job FindJob(string namespaceName, string jobId)
    {
        Requests.Namespace(namespaces, namespaceName);
        return _batches!.Find(namespaceName, jobId) ?? throw Errors.NotFound($"batch job {jobId} not found");
    }

    private void ValidateBatch(StartBatchOperationRequest request)
    {
        if (request.JobId.Length == 0)
        {
            throw Errors.InvalidArgument("JobId is not set on request.");
        }

        if (request.Reason.Length == 0)
        {
            throw Errors.InvalidArgument("Reason is not set on request.");
        }

        if (request.OperationCase is not (Operation.TerminationOperation or Operation.CancellationOperation
            or Operation.SignalOperation or Operation.DeletionOperation or Operation.ResetOperation))
        {
            throw Errors.InvalidArgument($"The operation type {request.OperationCase} is not supported");
        }

        var listed = request.Executions.Count + request.TargetExecutions.Count;
        if (request.VisibilityQuery.Length == 0 && listed == 0)
        {
            throw Errors.InvalidArgument("VisibilityQuery or Executions must be set on request.");
        }

        if (request.VisibilityQuery.Length > 0 && listed > 0)
        {
            throw Errors.InvalidArgument("Only one of VisibilityQuery or Executions can be set on request.");
        }

        try
        {
            Parse(request.Namespace, request.VisibilityQuery);
        }
        catch (ListQueryException e)
        {
            throw Errors.InvalidArgument(e.Message);
        }
    }

    private static BatchOperationType TypeOf(BatchService.Job job) => job.Request.OperationCase switch
    {
        Operation.TerminationOperation => BatchOperationType.Terminate,
        Operation.CancellationOperation => BatchOperationType.Cancel,
        Operation.SignalOperation => BatchOperationType.Signal,
        Operation.DeletionOperation => BatchOperationType.Delete,
        _ => BatchOperationType.Reset,
    };
}
