using Temporalio.Exceptions;
using Temporalio.Workflows;
using WorkflowIdReusePolicy = Temporalio.Api.Enums.V1.WorkflowIdReusePolicy;

namespace OpsFlow.Workflows.Prescriptions;

/// <summary>
/// Watches a pharmacy's database and gives out the permits of its analyses: so many at once, first come first served,
/// however many workers there are. Who waits is in the store; only who holds a permit is here.
/// </summary>
[Workflow("PrescriptionWatch")]
public sealed class PrescriptionWatchWorkflow
{
    /// <summary>What the ids of watches begin with.</summary>
    public const string IdPrefix = "prescription-watch-";

    /// <summary>
    /// When a workflow task counts as lost with its worker. People wait for cards, and a history here is read in a
    /// moment; with the usual 10 s, workers that die every 10 s may take each attempt with them.
    /// </summary>
    public static readonly TimeSpan TaskTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Asked for at once: a permit that comes back finds the next one without a question.</summary>
    private const int Ahead = 20;

    /// <summary>An analysis of a minute and more may be dead; nobody else tells of a run that was terminated.</summary>
    private static readonly TimeSpan s_doubtAfter = TimeSpan.FromSeconds(90);

    // Whatever worker takes over reads all of it first, and it takes over in a second, not in ten.
    private const int LongHistory = 1000;

    private readonly List<Permit> _held = [];
    private readonly List<string> _next = [];
    private readonly HashSet<string> _returned = [];
    private int _permits;
    private bool _mayWait = true;
    private bool _isLeaving;

    /// <summary>The workflow id of a pharmacy's watch.</summary>
    public static string IdOf(string pharmacyId) => IdPrefix + pharmacyId;

    /// <summary>Watches until it goes on as a new run.</summary>
    [WorkflowRun]
    public async Task RunAsync(WatchInput input)
    {
        // A signal that came with the first task has been handled already; what it returned is not there to remove.
        _permits = input.Permits;
        _held.AddRange((input.Held ?? []).Where(p => !_returned.Contains(p.AnalysisId)));
        _next.AddRange(input.Next ?? []);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Workflow.CancellationToken);
        var polling = PollAsync(input.PharmacyId, leaving.Token);
        var looking = FindDeadAsync(input.DoubtAfter ?? s_doubtAfter, leaving.Token);
        while (!IsLong)
        {
            await Workflow.WaitConditionAsync(
                () => IsLong || (_held.Count < _permits && (_next.Count > 0 || _mayWait)));
            if (_held.Count < _permits)
            {
                await GiveOutAsync(input.PharmacyId);
            }
        }

        _isLeaving = true;
        leaving.Cancel();
        await polling;
        await looking;
        await Workflow.WaitConditionAsync(() => Workflow.AllHandlersFinished);
        throw Workflow.CreateContinueAsNewException(
            (PrescriptionWatchWorkflow w) => w.RunAsync(
                new(input.PharmacyId, _permits, _held, _next, input.DoubtAfter)));
    }

    /// <summary>An analysis needs its permit no longer.</summary>
    [WorkflowSignal("return-permit")]
    public Task ReturnPermitAsync(string analysisId)
    {
        Free(analysisId);
        return Task.CompletedTask;
    }

    /// <summary>Somebody asked for an analysis: it waits in the store.</summary>
    [WorkflowSignal("look-again")]
    public Task LookAgainAsync()
    {
        _mayWait = true;
        return Task.CompletedTask;
    }

    /// <summary>Changes the number of permits, as the settings say at a start.</summary>
    [WorkflowSignal("set-permits")]
    public Task SetPermitsAsync(int permits)
    {
        _permits = Math.Max(1, permits);
        return Task.CompletedTask;
    }

    /// <summary>Who holds a permit and who is next.</summary>
    [WorkflowQuery("status")]
    public WatchStatus Status() => new(_permits, [.. _held], [.. _next]);

    private static bool IsLong => Workflow.ContinueAsNewSuggested || Workflow.CurrentHistoryLength > LongHistory;

    private void Free(string analysisId)
    {
        if (_held.RemoveAll(p => p.AnalysisId == analysisId) == 0)
        {
            _returned.Add(analysisId);
        }
    }

    private async Task GiveOutAsync(string pharmacy)
    {
        if (_next.Count == 0)
        {
            _mayWait = false;
            var known = _held.Select(p => p.AnalysisId).ToList();
            var found = await Workflow.ExecuteActivityAsync(
                (IPrescriptionActivities a) => a.NextAsync(new(pharmacy, known, Ahead)), PrescriptionOptions.Record);
            _next.AddRange(found);
            _mayWait |= found.Count == Ahead;
            return;
        }

        while (_held.Count < _permits && _next.Count > 0)
        {
            var id = _next[0];
            _next.RemoveAt(0);
            _returned.Remove(id);
            _held.Add(new(id, Workflow.UtcNow));
            await StartAsync(pharmacy, id);
        }
    }

    private async Task StartAsync(string pharmacy, string id)
    {
        try
        {
            // Abandoned, as a watch goes on as a new run while its analyses are under way.
            await Workflow.StartChildWorkflowAsync(
                (PrescriptionAnalysisWorkflow w) => w.RunAsync(new(id, pharmacy)),
                new()
                {
                    Id = PrescriptionAnalysisWorkflow.IdOf(id),
                    IdReusePolicy = WorkflowIdReusePolicy.AllowDuplicate,
                    ParentClosePolicy = ParentClosePolicy.Abandon,
                    TaskTimeout = TaskTimeout,
                });
        }
        catch (WorkflowAlreadyStartedException)
        {
            // It runs: its permit comes back as any other.
        }
    }

    private async Task PollAsync(string pharmacy, CancellationToken leaving)
    {
        while (!_isLeaving)
        {
            var options = PrescriptionOptions.Poll;
            options.CancellationToken = leaving;
            try
            {
                _mayWait |= await Workflow.ExecuteActivityAsync(
                    (IPrescriptionActivities a) => a.PollAsync(new(pharmacy)), options);
            }
            catch (Exception e) when (TemporalException.IsCanceledException(e))
            {
                return;
            }
            catch (ActivityFailureException)
            {
                // Nothing is lost: the next look begins where the last one that was written ended.
            }
        }
    }

    private async Task FindDeadAsync(TimeSpan doubtAfter, CancellationToken leaving)
    {
        try
        {
            while (!_isLeaving)
            {
                await Workflow.WaitConditionAsync(() => _held.Count > 0, leaving);
                await Workflow.DelayAsync(doubtAfter / 3, leaving);
                var old = _held.Where(p => Workflow.UtcNow - p.Since > doubtAfter).Select(p => p.AnalysisId).ToList();
                if (old.Count == 0)
                {
                    continue;
                }

                var idle = await Workflow.ExecuteActivityAsync(
                    (IPrescriptionActivities a) => a.FindIdleAsync(old), PrescriptionOptions.Record);
                _held.RemoveAll(p => idle.Contains(p.AnalysisId));
                _mayWait = true;
            }
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e))
        {
            // The watch goes on as a new run.
        }
    }
}
