using OpsFlow.Bench.Figures;

// What is measured is in a process of its own, which is this program again.
switch (args)
{
    case ["replay", var server, .. var rest]:
        await ReplayFigures.MeasureAsync(server, rest);
        return 0;
    case ["replay-file", var file, var times]:
        await ReplayChild.RunAsync(file, Numbers.Parse(times));
        return 0;
    case ["cached-workflows", var server, .. var rest]:
        await CachedFigures.MeasureAsync(server, rest);
        return 0;
    case ["idle", var server, .. var rest]:
        await IdleFigures.MeasureAsync(server, rest);
        return 0;
    case ["worker", var address]:
        await WorkerChild.RunAsync(address);
        return 0;
    default:
        await Console.Error.WriteLineAsync("Started by bench/engine/replay, bench/engine/cached-workflows and bench/engine/idle.");
        return 2;
}
