namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>
/// A program made of random steps, and what its caller does meanwhile. The same seed makes the same program.
/// </summary>
/// <param name="Seed">What it was made from.</param>
/// <param name="Rounds">One run each: all but the last continue as new.</param>
/// <param name="Updates">What the caller asks for by updates, all before the last round ends.</param>
/// <param name="Ending">How it ends.</param>
/// <param name="Last">What it waits with at its end, when nothing but its caller ends it.</param>
/// <param name="Attempts">How often a run that fails is tried.</param>
/// <param name="Reset">Which task it goes back to when it has ended, counted round; none when negative.</param>
public sealed record RandomProgram(
    int Seed, IReadOnlyList<Step> Rounds, IReadOnlyList<Step> Updates, Ending Ending, Step? Last, int Attempts,
    int Reset)
{
    private static readonly StepKind[] Short =
        [.. Enum.GetValues<StepKind>().Where(k => k is >= StepKind.Sleep and <= StepKind.Fail)];

    private static readonly StepKind[] Endless =
        [.. Enum.GetValues<StepKind>().Where(k => k is >= StepKind.SleepLong and <= StepKind.WaitForever)];

    private static readonly StepKind[] Composite =
        [.. Enum.GetValues<StepKind>().Where(k => k is >= StepKind.Sequence and <= StepKind.CleanUp)];

    public static RandomProgram Of(int seed)
    {
        var random = new Random(seed);
        var rounds = Enumerable.Range(0, random.Next(4) == 0 ? random.Next(2, 4) : 1)
            .Select(_ => Several(random, depth: 3)).ToList();
        // A message to a run that is just being continued as new may meet either.
        var updates =
            rounds.Count > 1 ? [] : Enumerable.Range(0, random.Next(4)).Select(_ => Brief(random, depth: 1)).ToList();
        var ending = (Ending)random.Next(Enum.GetValues<Ending>().Length);
        var last = ending is Ending.Canceled or Ending.Terminated ? AtTheEnd(random) : null;
        // Updates are of the first attempt; messages that come again with a reset must not end it before its time.
        var attempts = ending == Ending.Failed && updates.Count == 0 ? random.Next(1, 3) : 1;
        // A reset knows how children ended from the start, so that one that was canceled would win its race.
        var canReset = rounds.Count == 1 && attempts == 1 && last is null
            && !rounds.Concat(updates).Any(s => s.Has(StepKind.EndlessChild));
        return new(seed, rounds, updates, ending, last, attempts, canReset ? random.Next(-50, 50) : -1);
    }

    /// <summary>Whether it is told to go on at once, and not only when it waits for that.</summary>
    public bool IsSignalledAtOnce => Ending == Ending.Signalled && Seed % 2 == 0;

    /// <summary>Whether a step is of a kind, wherever it is.</summary>
    public bool Has(StepKind kind) => Rounds.Concat(Updates).Any(s => s.Has(kind)) || Last?.Has(kind) == true;

    public override string ToString() =>
        $"seed {Seed}: {string.Join(" / ", Rounds)}; updates [{string.Join(", ", Updates)}]; "
            + $"{Ending} {Last} x{Attempts} reset {Reset}";

    /// <summary>
    /// Without local activities: what happened since their task began may be lost with it when it times out, so that
    /// the end
    /// meets the workflow at an earlier place.
    /// </summary>
    private static Step AtTheEnd(Random random)
    {
        while (true)
        {
            if (Long(random, depth: 2) is var last && !last.Has(StepKind.EndlessLocalActivity))
            {
                return last;
            }
        }
    }

    private static Step Several(Random random, int depth) =>
        new(StepKind.Sequence, 0, Steps(random, random.Next(1, 5), depth));

    private static List<Step> Steps(Random random, int count, int depth) =>
        [.. Enumerable.Range(0, count).Select(_ => Brief(random, depth))];

    /// <summary>A step that comes to its end by itself.</summary>
    private static Step Brief(Random random, int depth)
    {
        if (depth == 0 || random.Next(5) < 2)
        {
            var kind = Short[random.Next(Short.Length)];
            return kind switch
            {
                StepKind.Fail => new(StepKind.Catch, 0, [new(kind)]),
                StepKind.Child =>
                    depth == 0 ? new(StepKind.Draw) : new(kind, random.Next(3), [Several(random, depth - 1)]),
                _ => new(kind, random.Next(4)),
            };
        }

        var composite = Composite[random.Next(Composite.Length)];
        return composite switch
        {
            StepKind.CancelLater => new(composite, random.Next(30), [Long(random, depth - 1)]),
            StepKind.Race => new(composite, 0, [Lasting(random), .. Enumerable.Range(0, random.Next(1, 3)).Select(
                _ => Long(random, depth - 1))]),
            StepKind.Catch => new(composite, 0, [new(
                StepKind.Sequence, 0, [.. Steps(random, random.Next(3), depth - 1), new(StepKind.Fail)])]),
            _ => new(composite, 0, Steps(random, random.Next(1, 4), depth - 1)),
        };
    }

    /// <summary>What wins a race: short, but never over at once.</summary>
    private static Step Lasting(Random random) => random.Next(3) switch
    {
        0 => new(StepKind.Sleep, random.Next(1, 4)),
        1 => new(StepKind.Activity, random.Next(3)),
        _ => new(StepKind.Child, 0, [new(StepKind.Sequence, 0, [new(StepKind.Sleep, 1)])]),
    };

    /// <summary>A step that has no end unless it is canceled.</summary>
    private static Step Long(Random random, int depth) => depth == 0 || random.Next(2) == 0
        ? new(Endless[random.Next(Endless.Length)], random.Next(4))
        : random.Next(3) switch
        {
            0 => new(StepKind.Parallel, 0, [.. Enumerable.Range(0, random.Next(1, 4)).Select(
                _ => Long(random, depth - 1))]),
            1 => new(StepKind.CleanUp, 0, [Long(random, depth - 1), .. Steps(random, random.Next(1, 3), depth - 1)]),
            _ => new(StepKind.Sequence, 0, [.. Steps(random, random.Next(2), 0), Long(random, depth - 1)]),
        };
}
