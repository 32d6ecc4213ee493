using System.Collections.Concurrent;
using OpsFlow.Workflows.Prescriptions;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Workflows.Tests.Prescriptions;

/// <summary>A store and a pharmacy that exist only in memory; counts how many analyses are under way.</summary>
public sealed class ScriptedPrescriptions : IPrescriptionActivities
{
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly List<string> _queue = [];
    private readonly HashSet<string> _begun = [];
    private int _atWork;
    private int _polls;

    public const string Forger = "forger";

    public IReadOnlyCollection<string> Calls => _calls;

    public int MostAtWork { get; private set; }

    /// <summary>How often the pharmacy was looked at.</summary>
    public int Polls => Volatile.Read(ref _polls);

    public IReadOnlyList<string> Cards { get; set; } = ["card-1"];

    /// <summary>A look of the test's own at what may be new.</summary>
    public Func<Task>? Look { get; set; }

    public Func<string, PrescriptionState> Check { get; set; } = _ => PrescriptionState.Generating;

    public Func<string, Task> Explain { get; set; } = _ => Task.CompletedTask;

    /// <summary>Analyses whose run is said to be gone.</summary>
    public ConcurrentDictionary<string, bool> Idle { get; } = new();

    public void Enqueue(params string[] ids)
    {
        lock (_queue)
        {
            _queue.AddRange(ids);
        }
    }

    [Activity("PollPrescriptions")]
    public async Task<bool> PollAsync(PollInput input)
    {
        Interlocked.Increment(ref _polls);
        // Long enough for time to be worth skipping, as the real one takes a minute.
        await (Look?.Invoke() ?? Task.Delay(50, ActivityExecutionContext.Current.CancellationToken));
        lock (_queue)
        {
            return _queue.Count > 0;
        }
    }

    [Activity("NextPrescriptions")]
    public Task<IReadOnlyList<string>> NextAsync(NextInput input)
    {
        lock (_queue)
        {
            return Task.FromResult<IReadOnlyList<string>>(
                [.. _queue.Where(i => !_begun.Contains(i)).Except(input.Known).Take(input.Limit)]);
        }
    }

    [Activity("FindIdlePrescriptions")]
    public Task<IReadOnlyList<string>> FindIdleAsync(IReadOnlyList<string> analyses) =>
        Task.FromResult<IReadOnlyList<string>>([.. analyses.Where(Idle.ContainsKey)]);

    [Activity("CheckPrescription")]
    public Task<CheckOutcome> CheckAsync(CheckInput input)
    {
        lock (_queue)
        {
            _begun.Add(input.AnalysisId);
            MostAtWork = Math.Max(MostAtWork, ++_atWork);
        }

        _calls.Enqueue($"check {input.AnalysisId}");
        try
        {
            var state = Check(input.AnalysisId);
            return Task.FromResult(new CheckOutcome(
                state, state == PrescriptionState.Generating ? Cards : [], [], MayUpsell: false));
        }
        catch
        {
            Leave();
            throw;
        }
    }

    [Activity("ExplainPrescription")]
    public async Task ExplainAsync(CheckInput input)
    {
        _calls.Enqueue($"explain {input.AnalysisId}");
        await Explain(input.AnalysisId);
    }

    [Activity("UpsellPrescription")]
    public Task UpsellAsync(CheckInput input) => Task.CompletedTask;

    [Activity("FinishPrescription")]
    public Task FinishAsync(FinishInput input)
    {
        Leave();
        _calls.Enqueue($"finish {input.AnalysisId} {input.State} {input.Reason}".TrimEnd());
        return Task.CompletedTask;
    }

    [Activity("CheckCardDecision")]
    public Task<string?> CheckDecisionAsync(CheckCardDecisionInput input) =>
        Task.FromResult(input.Decision.ById == Forger ? "void" : null);

    [Activity("RecordCardDecision")]
    public Task RecordDecisionAsync(CheckCardDecisionInput input)
    {
        _calls.Enqueue($"decide {input.Decision.CardId} {input.Decision.Action} by {input.Decision.ById}");
        return Task.CompletedTask;
    }

    public static Exception NonRetryable(string message) =>
        new ApplicationFailureException(message, nonRetryable: true);

    private void Leave()
    {
        lock (_queue)
        {
            _atWork--;
        }
    }
}
