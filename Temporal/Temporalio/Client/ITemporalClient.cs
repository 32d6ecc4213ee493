using System.Linq.Expressions;

namespace Temporalio.Client;

/// <summary>Starts, finds and talks to workflows. Safe for concurrent use.</summary>
public partial interface ITemporalClient : Worker.IWorkerClient
{
    /// <summary>The connection.</summary>
    ITemporalConnection Connection { get; }

    /// <summary>The outermost interceptor, through which every call goes.</summary>
    Interceptors.ClientOutboundInterceptor OutboundInterceptor { get; }

    /// <summary>Raw calls of the workflow service.</summary>
    WorkflowService WorkflowService { get; }

    /// <summary>Raw calls of the operator service.</summary>
    OperatorService OperatorService { get; }

    /// <summary>Starts a workflow.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="workflowRunCall">A call of the run method.</param>
    /// <param name="options">Options; id and task queue must be set.</param>
    /// <returns>A handle of the run.</returns>
    Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall,
        WorkflowOptions options);

    /// <summary>Starts a workflow.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <param name="workflowRunCall">A call of the run method.</param>
    /// <param name="options">Options; id and task queue must be set.</param>
    /// <returns>A handle of the run.</returns>
    Task<WorkflowHandle<TWorkflow>> StartWorkflowAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall,
        WorkflowOptions options);

    /// <summary>Starts a workflow by its type's name.</summary>
    /// <param name="workflow">The workflow's type.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options; id and task queue must be set.</param>
    /// <returns>A handle of the run.</returns>
    Task<WorkflowHandle> StartWorkflowAsync(
        string workflow,
        IReadOnlyCollection<object?> args,
        WorkflowOptions options);

    /// <summary>Makes a handle of a workflow that may exist.</summary>
    /// <param name="id">The workflow's id.</param>
    /// <param name="runId">The run; null for the current one.</param>
    /// <param name="firstExecutionRunId">The first run of the chain, which cancelling and terminating must hit; null for any.</param>
    /// <returns>The handle.</returns>
    WorkflowHandle GetWorkflowHandle(
        string id,
        string? runId = null,
        string? firstExecutionRunId = null);

    /// <summary>Makes a handle of a workflow that may exist.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <param name="id">The workflow's id.</param>
    /// <param name="runId">The run; null for the current one.</param>
    /// <param name="firstExecutionRunId">The first run of the chain, which cancelling and terminating must hit; null for any.</param>
    /// <returns>The handle.</returns>
    WorkflowHandle<TWorkflow> GetWorkflowHandle<TWorkflow>(
        string id,
        string? runId = null,
        string? firstExecutionRunId = null);

    /// <summary>Makes a handle of a workflow that may exist.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="id">The workflow's id.</param>
    /// <param name="runId">The run; null for the current one.</param>
    /// <param name="firstExecutionRunId">The first run of the chain, which cancelling and terminating must hit; null for any.</param>
    /// <returns>The handle.</returns>
    WorkflowHandle<TWorkflow, TResult> GetWorkflowHandle<TWorkflow, TResult>(
        string id,
        string? runId = null,
        string? firstExecutionRunId = null);

    /// <summary>Starts an update, starting its workflow first if that does not run.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>A handle of the update.</returns>
    Task<WorkflowUpdateHandle> StartUpdateWithStartWorkflowAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> updateCall,
        WorkflowStartUpdateWithStartOptions options);

    /// <summary>Starts an update, starting its workflow first if that does not run.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="updateCall">A call of the update's method.</param>
    /// <param name="options">Options.</param>
    /// <returns>A handle of the update.</returns>
    Task<WorkflowUpdateHandle<TUpdateResult>> StartUpdateWithStartWorkflowAsync<TWorkflow, TUpdateResult>(
        Expression<Func<TWorkflow, Task<TUpdateResult>>> updateCall,
        WorkflowStartUpdateWithStartOptions options);

    /// <summary>Starts an update by its name, starting its workflow first if that does not run.</summary>
    /// <param name="update">The update's name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options.</param>
    /// <returns>A handle of the update.</returns>
    Task<WorkflowUpdateHandle> StartUpdateWithStartWorkflowAsync(
        string update,
        IReadOnlyCollection<object?> args,
        WorkflowStartUpdateWithStartOptions options);

    /// <summary>Starts an update by its name, starting its workflow first if that does not run.</summary>
    /// <typeparam name="TUpdateResult">The type of the result.</typeparam>
    /// <param name="update">The update's name.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="options">Options.</param>
    /// <returns>A handle of the update.</returns>
    Task<WorkflowUpdateHandle<TUpdateResult>> StartUpdateWithStartWorkflowAsync<TUpdateResult>(
        string update,
        IReadOnlyCollection<object?> args,
        WorkflowStartUpdateWithStartOptions options);

    /// <summary>Lists workflows.</summary>
    /// <param name="query">The list filter; empty for all.</param>
    /// <param name="options">Options.</param>
    /// <returns>The runs, fetched as they are read.</returns>
    IAsyncEnumerable<WorkflowExecution> ListWorkflowsAsync(
        string query,
        WorkflowListOptions? options = null);

    /// <summary>Counts workflows.</summary>
    /// <param name="query">The list filter; empty for all.</param>
    /// <param name="options">Options.</param>
    /// <returns>The count.</returns>
    Task<WorkflowExecutionCount> CountWorkflowsAsync(
        string query,
        WorkflowCountOptions? options = null);

    /// <summary>Lists one page of workflows.</summary>
    /// <param name="query">The list filter; empty for all.</param>
    /// <param name="nextPageToken">Where to go on; null for the start.</param>
    /// <param name="options">Options.</param>
    /// <returns>The page.</returns>
    Task<WorkflowListPage> ListWorkflowsPaginatedAsync(
        string query,
        byte[]? nextPageToken,
        WorkflowListPaginatedOptions? options = null);

    /// <summary>Makes a handle of an activity by its task token.</summary>
    /// <param name="taskToken">The token.</param>
    /// <returns>The handle.</returns>
    AsyncActivityHandle GetAsyncActivityHandle(byte[] taskToken);

    /// <summary>Makes a handle of an activity by its ids.</summary>
    /// <param name="workflowId">The workflow's id.</param>
    /// <param name="runId">The run.</param>
    /// <param name="activityId">The activity's id.</param>
    /// <returns>The handle.</returns>
    AsyncActivityHandle GetAsyncActivityHandle(string workflowId, string runId, string activityId);

    /// <summary>Makes a schedule.</summary>
    /// <param name="scheduleId">Its id; unique among schedules.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="options">Options.</param>
    /// <returns>A handle of it.</returns>
    /// <exception cref="Exceptions.ScheduleAlreadyRunningException">There is one of this id.</exception>
    Task<Schedules.ScheduleHandle> CreateScheduleAsync(
        string scheduleId, Schedules.Schedule schedule, Schedules.ScheduleOptions? options = null);

    /// <summary>Makes a handle of a schedule, which is not looked up.</summary>
    /// <param name="scheduleId">The schedule's id.</param>
    /// <returns>The handle.</returns>
    Schedules.ScheduleHandle GetScheduleHandle(string scheduleId);

    /// <summary>Lists schedules. The list is a little behind.</summary>
    /// <param name="options">Options.</param>
    /// <returns>The schedules, fetched as they are read.</returns>
    IAsyncEnumerable<Schedules.ScheduleListDescription> ListSchedulesAsync(
        Schedules.ScheduleListOptions? options = null);
}
