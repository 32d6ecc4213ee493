using Temporalio.Common;
using Temporalio.Worker;

namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>
/// Programs that nobody thought of: workflows of random timers, activities, children, messages, cancellations and
/// ends. Set
/// RANDOM_PROGRAMS to <c>first,count</c> to try other ones.
/// </summary>
public class RandomProgramTests(ITestOutputHelper output)
{
    private static readonly Lazy<WorkflowReplayer> Replayer = new(
        () => new(new WorkflowReplayerOptions { DebugMode = true }.AddWorkflow<ProgramWorkflow>()));

    private static (int First, int Count) Seeds { get; } =
        Environment.GetEnvironmentVariable("RANDOM_PROGRAMS")?.Split(',') is [var first, var count]
            ? (int.Parse(first), int.Parse(count))
            : (0, LongTests.Count(4, 300));

    [RequiresTheory(Counterparts.OfficialServer)]
    [InlineData(1000)]
    [InlineData(8)]
    [InlineData(0)]
    public async Task RandomProgram_OnBothServers_EndsAlikeAndCanBeReplayedFromAnyTask(int cachedWorkflows)
    {
        var seeds = Enumerable.Range(Seeds.First, Seeds.Count).Where(seed => CanRun(seed, cachedWorkflows)).ToList();
        var problems = new List<string>();
        var replays = 0;
        var tries = await RunAsync(seeds, cachedWorkflows);
        // A machine that pauses can make a task time out, which is no step of any program: a difference must come
        // again.
        var differing = tries.Where(t => !t.EndsAlike).ToDictionary(t => t.Seed);
        foreach (var again in differing.Count == 0 ? [] : await RunAsync([.. differing.Keys], cachedWorkflows))
        {
            tries.Add(again);
            if (!again.EndsAlike)
            {
                problems.Add($"{RandomProgram.Of(again.Seed)}\n{differing[again.Seed]}\nand again:\n{again}");
            }
        }

        foreach (var history in tries.SelectMany(t => t.Histories))
        {
            foreach (var part in Parts(history))
            {
                replays++;
                var result = await Replayer.Value.ReplayWorkflowAsync(part, throwOnReplayFailure: false);
                if (result.ReplayFailure is { } failure)
                {
                    problems.Add($"{part.Events.Count} events: {failure}\n{EventSequence.Of(part)}");
                    break;
                }
            }
        }

        output.WriteLine(
            $"REPORT random programs, {cachedWorkflows} cached: {seeds.Count} on both servers, {replays} replays, "
            + $"{differing.Count} differed once, {problems.Count} problems");
        Assert.True(problems.Count == 0, $"{problems.Count} problems\n" + string.Join("\n", problems.Take(10)));
    }

    /// <summary>
    /// A local activity keeps its workflow task, and a worker has as many tasks at once as runs in its cache, but two:
    /// with parents
    /// that wait for children so, there would be none left for the children.
    /// </summary>
    private static bool CanRun(int seed, int cachedWorkflows) =>
        cachedWorkflows > 0 || !RandomProgram.Of(seed).Has(StepKind.EndlessLocalActivity);

    /// <summary>A history, and what it was at each of its tasks before.</summary>
    private static IEnumerable<WorkflowHistory> Parts(WorkflowHistory history)
    {
        var events = history.Events.ToList();
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].EventType == EventType.WorkflowTaskStarted || i == events.Count - 1)
            {
                yield return new WorkflowHistory(history.Id, events[..(i + 1)]);
            }
        }
    }

    private static async Task<List<Try>> RunAsync(IReadOnlyList<int> seeds, int cachedWorkflows)
    {
        var ours = RunAsync(ServerKind.Ours, seeds, cachedWorkflows);
        var official = RunAsync(ServerKind.Official, seeds, cachedWorkflows);
        await Task.WhenAll(ours, official);
        var (onOurs, onOfficial) = (await ours, await official);
        return [.. seeds.Select(seed => new Try(seed, onOurs[seed], onOfficial[seed]))];
    }

    private static async Task<ConcurrentDictionary<int, ProgramOutcome>> RunAsync(
        ServerKind server, IReadOnlyList<int> seeds, int cachedWorkflows)
    {
        var outcomes = new ConcurrentDictionary<int, ProgramOutcome>();
        await Scenario.RunAsync(
            server,
            o =>
            {
                o.MaxCachedWorkflows = cachedWorkflows;
                o.MaxConcurrentActivities = 1000;
                o.MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(100);
                o.AddWorkflow<ProgramWorkflow>().AddAllActivities(typeof(ProgramActivities), null);
            },
            s =>
            {
                var runner = new ProgramRunner(s.Client, s.TaskQueue);
                var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(cachedWorkflows / 2, 4, 24) };
                return Parallel.ForEachAsync(
                    seeds, options, async (seed, _) => outcomes[seed] = await runner.RunAsync(RandomProgram.Of(seed)));
            },
            replay: false,
            patience: TimeSpan.FromMinutes(5));
        return outcomes;
    }

    private sealed record Try(int Seed, ProgramOutcome Ours, ProgramOutcome Official)
    {
        // One that broke down on both has no histories to show.
        public bool EndsAlike => Ours.Text == Official.Text && Ours.Histories.Count > 0;

        public IEnumerable<WorkflowHistory> Histories => Ours.Histories.Concat(Official.Histories);

        public override string ToString() =>
            $"ours:\n{Ours.Text}\nofficial:\n{Official.Text}\n{string.Join("\n", Histories.Select(EventSequence.Of))}";
    }
}
