using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>
/// Runs random programs on one server and says how they ended, in words that are the same wherever they run.
/// </summary>
internal sealed class ProgramRunner(ITemporalClient client, string taskQueue)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // What follows from the program alone. Whether an activity still comes to be canceled, say, depends on the moment.
    private static readonly HashSet<EventType> Steady =
    [
        EventType.TimerStarted, EventType.TimerCanceled, EventType.ActivityTaskScheduled,
        EventType.ActivityTaskCancelRequested,
        EventType.ActivityTaskFailed, EventType.ActivityTaskTimedOut,
        EventType.MarkerRecorded, EventType.StartChildWorkflowExecutionInitiated,
        EventType.StartChildWorkflowExecutionFailed,
        EventType.ChildWorkflowExecutionStarted, EventType.ChildWorkflowExecutionCompleted,
        EventType.ChildWorkflowExecutionFailed,
        EventType.RequestCancelExternalWorkflowExecutionInitiated,
        EventType.RequestCancelExternalWorkflowExecutionFailed,
        EventType.SignalExternalWorkflowExecutionInitiated, EventType.SignalExternalWorkflowExecutionFailed,
        EventType.ExternalWorkflowExecutionSignaled, EventType.WorkflowExecutionSignaled,
        EventType.UpsertWorkflowSearchAttributes, EventType.WorkflowPropertiesModified,
        EventType.WorkflowExecutionUpdateAccepted, EventType.WorkflowExecutionUpdateCompleted,
        EventType.WorkflowExecutionCompleted, EventType.WorkflowExecutionFailed,
        EventType.WorkflowExecutionContinuedAsNew,
    ];

    /// <summary>Runs a program to its end, or says how far it came.</summary>
    public async Task<ProgramOutcome> RunAsync(RandomProgram program)
    {
        var id = $"program-{Guid.NewGuid()}";
        try
        {
            return await RunAsync(program, id).WaitAsync(Patience);
        }
        catch (Exception e)
        {
            return new($"{e}\n{EventSequence.Of(await client.GetWorkflowHandle(id).FetchHistoryAsync())}", []);
        }
    }

    private async Task<ProgramOutcome> RunAsync(RandomProgram program, string id)
    {
        var input = new ProgramInput(program.Rounds)
        {
            Ending = program.Ending,
            Last = program.Last,
            IsRetryable = program.Attempts > 1,
            Updates = program.Updates.Count(u => u is not { Kind: StepKind.Draw, Number: 3 }),
        };
        var handle = await client.StartWorkflowAsync((ProgramWorkflow wf) => wf.RunAsync(input), new(id, taskQueue)
        {
            // A local activity that does not end keeps its task for most of this.
            TaskTimeout = program.Has(StepKind.EndlessLocalActivity) ? TimeSpan.FromSeconds(1) : null,
            RetryPolicy = program.Attempts > 1
                ? new() { MaximumAttempts = program.Attempts, InitialInterval = TimeSpan.FromMilliseconds(10) }
                : null,
        });
        if (program.IsSignalledAtOnce)
        {
            // It may meet any moment, and any of its runs.
            await handle.SignalAsync(wf => wf.FinishAsync());
        }

        var updates = await Task.WhenAll(
            program.Updates.Select(u => CaughtAsync(() => handle.ExecuteUpdateAsync(wf => wf.ActAsync(u)))));
        await EndAsync(handle, program);
        var result = await CaughtAsync(() => handle.GetResultAsync());
        var log = await QueryAsync(() => handle.QueryAsync(wf => wf.Log()));
        var description = await handle.DescribeAsync();
        var memo = description.Memo.OrderBy(m => m.Key, StringComparer.Ordinal).Select(
            m => $"{m.Key}={m.Value.Payload.Data.ToStringUtf8()}");
        var attributes = description.TypedSearchAttributes.UntypedValues
            .Where(a => !a.Key.Name.StartsWith("Build", StringComparison.Ordinal))
            .OrderBy(a => a.Key.Name, StringComparer.Ordinal)
            .Select(a => $"{a.Key.Name}={(a.Value is IEnumerable<string> many ? string.Join(";", many) : a.Value)}");
        var histories = new List<WorkflowHistory>();
        await CollectAsync(handle.Id, handle.FirstExecutionRunId, histories);
        var events = histories.SelectMany(h => h.Events).Where(e => Steady.Contains(e.EventType))
            .CountBy(e => e.EventType).OrderBy(c => c.Key).Select(c => $"{c.Key}={c.Value}");
        string[] lines =
        [
            $"{description.Status}: {result}", $"log: {log}", $"updates: {string.Join(" ; ", updates)}",
            $"memo: {string.Join(", ", memo)}", $"attributes: {string.Join(", ", attributes)}",
            $"events: {string.Join(", ", events)}",
            $"reset: {(program.Reset < 0 ? "" : await ResetAsync(handle, program.Reset, histories))}",
        ];
        return new(string.Join("\n", lines), histories);
    }

    /// <summary>Goes back to one of a run's tasks, from where it must come to the same end.</summary>
    private async Task<string> ResetAsync(
        WorkflowHandle<ProgramWorkflow, string> handle, int task, List<WorkflowHistory> histories)
    {
        var tasks = histories[0].Events.Where(e => e.EventType == EventType.WorkflowTaskCompleted).ToList();
        var response = await client.WorkflowService.ResetWorkflowExecutionAsync(
            new()
            {
                Namespace = client.Options.Namespace,
                WorkflowExecution = new() { WorkflowId = handle.Id, RunId = handle.FirstExecutionRunId },
                WorkflowTaskFinishEventId = tasks[task % tasks.Count].EventId,
                RequestId = $"{Guid.NewGuid()}",
            },
            new() { Retry = true });
        var result = await CaughtAsync(
            () => client.GetWorkflowHandle<ProgramWorkflow, string>(handle.Id).GetResultAsync());
        await CollectAsync(handle.Id, response.RunId, histories);
        return result;
    }

    private static async Task EndAsync(WorkflowHandle<ProgramWorkflow, string> handle, RandomProgram program)
    {
        if (program.Ending is Ending.Completed or Ending.Failed || program.IsSignalledAtOnce)
        {
            return;
        }

        await Until.PassesAsync(
            async () => Assert.True(await QueryAsync(() => handle.QueryAsync(wf => wf.Waits()))), Scenario.Patience);
        await (program.Ending switch
        {
            Ending.Canceled => handle.CancelAsync(),
            Ending.Terminated => handle.TerminateAsync("enough"),
            _ => handle.SignalAsync(wf => wf.FinishAsync()),
        });
    }

    /// <summary>The histories of a workflow, of the runs that followed and of all children.</summary>
    private async Task CollectAsync(string id, string? runId, List<WorkflowHistory> into)
    {
        var handle = client.GetWorkflowHandle(id, runId: runId);
        // A child may be told to end a little after its parent.
        await CaughtAsync(async () => (await handle.GetResultAsync<IRawValue>(followRuns: false)).ToString()!);
        var history = await handle.FetchHistoryAsync();
        into.Add(history);
        foreach (var e in history.Events)
        {
            if (e.ChildWorkflowExecutionStartedEventAttributes?.WorkflowExecution is { } child)
            {
                await CollectAsync(child.WorkflowId, child.RunId, into);
            }

            if ((e.WorkflowExecutionContinuedAsNewEventAttributes?.NewExecutionRunId
                ?? e.WorkflowExecutionFailedEventAttributes?.NewExecutionRunId) is { Length: > 0 } next)
            {
                await CollectAsync(id, next, into);
            }
        }
    }

    /// <summary>
    /// A server has patience for a query, which a busy worker may use up, and answers none while tasks time out.
    /// </summary>
    private static async Task<T> QueryAsync<T>(Func<Task<T>> query)
    {
        while (true)
        {
            try
            {
                return await query();
            }
            catch (RpcException e) when (
                e.Message.StartsWith("query timed out", StringComparison.Ordinal)
                || e.Message.Contains("Workflow Task in failed state", StringComparison.Ordinal))
            {
                await Task.Delay(100);
            }
        }
    }

    private static async Task<string> CaughtAsync(Func<Task<string>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (
            e is WorkflowFailedException or WorkflowUpdateFailedException or WorkflowContinuedAsNewException)
        {
            return Outcomes.Of(e);
        }
    }
}
