using System.Diagnostics;
using System.Globalization;
using OpsFlow.Bench;
using OpsFlow.Bench.OpenRuns;
using Temporalio.Client;

var timers = args.Contains("--timers");
int[] counts = [.. args.Skip(1).Where(a => a != "--timers").Select(a => int.Parse(a, CultureInfo.InvariantCulture))];
if (counts.Length == 0)
{
    counts = [1_000, 10_000, 100_000];
}

Console.WriteLine(
    $"{"runs",8} {"starts/s",9} {"empty/MiB",10} {"peak/MiB",9} {"rest/MiB",9} {"KiB/run",8} {"file/MiB",9} "
    + $"{"ready/s",8} {"cpu/s",6} {"after/MiB",10} {"signal/ms",10}");
foreach (var count in counts)
{
    await MeasureAsync(args[0], count, timers);
}

static async Task MeasureAsync(string dll, int count, bool timers)
{
    var folder = Directory.CreateTempSubdirectory("open-runs-").FullName;
    try
    {
        using var server = new ServerProcess(dll, Path.Combine(folder, "server.db"));
        await server.StartAsync();
        var watch = Stopwatch.StartNew();
        var calls = await ConnectAsync(server);
        await FillAsync(calls, 1, timers, "warm");
        var empty = server.Usage.ResidentMiB;
        watch.Restart();
        await FillAsync(calls, count, timers, "run");

        var rate = count / watch.Elapsed.TotalSeconds;
        // Long enough for idle runs to leave memory.
        await Task.Delay(TimeSpan.FromSeconds(10));
        var (_, rest, peak) = server.Usage;
        server.Kill();
        var file = new DirectoryInfo(folder).GetFiles().Sum(f => f.Length) / 1048576.0;
        var ready = await server.StartAsync();
        var processor = server.Usage.CpuSeconds;
        var signal = await SignalOneAsync(await ConnectAsync(server), $"run-{Random.Shared.Next(count)}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count,8} {rate,9:F0} {empty,10:F0} {peak,9:F0} {rest,9:F0} {(rest - empty) * 1024 / count,8:F2} "
                + $"{file,9:F0} "
            + $"{ready.TotalSeconds,8:F2} {processor,6:F2} {server.Usage.ResidentMiB,10:F0} "
            + $"{signal.TotalMilliseconds,10:F0}"));
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

static async Task FillAsync(Calls calls, int count, bool timers, string prefix)
{
    var next = -1;
    var taken = 0;
    var starters = Enumerable.Range(0, 64).Select(async _ =>
    {
        while (Interlocked.Increment(ref next) is var i && i < count)
        {
            await calls.StartAsync($"{prefix}-{i}");
        }
    });
    var workers = Enumerable.Range(0, 32).Select(async _ =>
    {
        while (Interlocked.Increment(ref taken) <= count)
        {
            var task = await calls.PollAsync();
            while (task.TaskToken.IsEmpty)
            {
                task = await calls.PollAsync();
            }

            await calls.AnswerAsync(task.TaskToken, timers ? [Calls.Timer()] : []);
        }
    });
    await Task.WhenAll(starters.Concat(workers));
}

static async Task<TimeSpan> SignalOneAsync(Calls calls, string id)
{
    var watch = Stopwatch.StartNew();
    await calls.SignalAsync(id);
    var task = await calls.PollAsync();
    if (task.WorkflowExecution?.WorkflowId != id)
    {
        throw new InvalidOperationException(
            $"The signalled run's task was expected, not {task.WorkflowExecution?.WorkflowId}.");
    }

    await calls.AnswerAsync(task.TaskToken, Calls.Complete());
    return watch.Elapsed;
}

static async Task<Calls> ConnectAsync(ServerProcess server) =>
    new((await TemporalConnection.ConnectAsync(new($"127.0.0.1:{server.Port}"))).WorkflowService);
