using Temporalio.Common;

namespace OpsFlow.Engine.Tests.Endurance;

/// <summary>What callers were told happened, to be compared with what the server remembers.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public int Started => _entries.Count(e => e.Value.Started);

    public int Acknowledged => _entries.Values.Sum(
        e => (e.Started ? 1 : 0) + e.Signals.Count + (e.Updated ? 1 : 0) + (e.Result is null ? 0 : 1));

    public int Completed => _entries.Count(e => e.Value.Result is not null);

    public Entry Of(string id, int number) => _entries.GetOrAdd(id, _ => new Entry(number));

    /// <summary>What is wrong; empty if nothing is.</summary>
    public async Task<List<string>> CheckAsync(TemporalClient client)
    {
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(_entries, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (pair, _) =>
        {
            if (!pair.Value.Started)
            {
                // Nobody was told that it started: it may have, or not.
                return;
            }

            var history = await client.GetWorkflowHandle(pair.Key).FetchHistoryAsync();
            foreach (var problem in Problems(pair.Value, history))
            {
                wrong.Add($"{pair.Key}: {problem}");
            }

            if (pair.Value.Scheduled
                && (await client.GetScheduleHandle(pair.Key).DescribeAsync()).Info.NumActions is not 1 and var actions)
            {
                wrong.Add($"{pair.Key}: its schedule acted {actions} times");
            }
        });
        return [.. wrong];
    }

    private static IEnumerable<string> Problems(Entry entry, WorkflowHistory history)
    {
        var events = history.Events.ToList();
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].EventId != i + 1)
            {
                yield return $"event {i + 1} has the id {events[i].EventId}";
                yield break;
            }
        }

        var signals = events.Where(e => e.EventType == EventType.WorkflowExecutionSignaled)
            .Select(e => e.WorkflowExecutionSignaledEventAttributes.Input.Payloads_[0].Data.ToStringUtf8().Trim('"'))
                .ToList();
        foreach (var lost in entry.Signals.Except(signals))
        {
            yield return $"the signal {lost} is lost";
        }

        var updates = events.Count(e => e.EventType == EventType.WorkflowExecutionUpdateCompleted);
        if (entry.Updated && updates != 1)
        {
            yield return $"the update was completed {updates} times";
        }

        foreach (var twice in Results(events).GroupBy(id => id).Where(g => g.Count() > 1))
        {
            yield return $"the activity or child scheduled by event {twice.Key} ended {twice.Count()} times";
        }

        if (events[^1].EventType != EventType.WorkflowExecutionCompleted)
        {
            yield return $"it ends with {events[^1].EventType}";
        }
        else if (entry.Result != MixedWorkflow.Expected(entry.Number))
        {
            yield return $"its result is {entry.Result}, expected {MixedWorkflow.Expected(entry.Number)}";
        }
    }

    private static IEnumerable<long> Results(IEnumerable<Temporalio.Api.History.V1.HistoryEvent> events) => events
        .Select(e => e.ActivityTaskCompletedEventAttributes?.ScheduledEventId
            ?? e.ActivityTaskFailedEventAttributes?.ScheduledEventId
            ?? e.ActivityTaskTimedOutEventAttributes?.ScheduledEventId
            ?? e.ChildWorkflowExecutionCompletedEventAttributes?.InitiatedEventId
            ?? 0)
        .Where(id => id != 0);

    /// <summary>One workflow.</summary>
    internal sealed class Entry(int number)
    {
        public int Number { get; } = number;

        public bool Started { get; set; }

        public ConcurrentBag<string> Signals { get; } = [];

        public bool Updated { get; set; }

        public bool Scheduled { get; set; }

        public string? Result { get; set; }
    }
}
