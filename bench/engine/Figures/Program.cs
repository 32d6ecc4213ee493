using OpsFlow.Bench.Figures;

// What is measured is in a process of its own, which is this program again.
switch (args)
{
    case ["idle", var server, .. var rest]:
        await IdleFigures.MeasureAsync(server, rest);
        return 0;
    case ["worker", var address]:
        await WorkerChild.RunAsync(address);
        return 0;
    default:
        await Console.Error.WriteLineAsync("Started by bench/engine/idle.");
        return 2;
}
