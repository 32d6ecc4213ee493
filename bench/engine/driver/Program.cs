using System.Diagnostics;
using System.Runtime;
using System.Text.Json;
using Bench.Engine;
using OpsFlow.Bench;

var options = DriverOptions.Parse(args);
if (options.WarmAddress is { } warm)
{
    await WarmUp.RunAsync(warm, options);
}

await using var fleet = await Fleet.StartAsync(options.Address, options);
await fleet.RunAsync(options.Scenario, options.Concurrency, options.Warmup, null);

var latencies = new double[options.Count];
var own = ProcessUsage.Of(Environment.ProcessId);
var server = ProcessUsage.Of(options.Pid);
var compiling = JitInfo.GetCompilationTime();
var started = Stopwatch.GetTimestamp();
var errors = await fleet.RunAsync(options.Scenario, options.Concurrency, options.Count, latencies);
var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
var ownAfter = ProcessUsage.Of(Environment.ProcessId);
var compiled = JitInfo.GetCompilationTime() - compiling;
var serverAfter = ProcessUsage.Of(options.Pid);
Array.Sort(latencies);
double At(double share) => latencies[(int)Math.Min(latencies.Length - 1, latencies.Length * share)];
var figures = new
{
    scenario = options.Scenario,
    count = options.Count,
    concurrency = options.Concurrency,
    seconds,
    workflowsPerSecond = options.Count / seconds,
    p50ms = At(0.5),
    p99ms = At(0.99),
    errors,
    clientCpuSeconds = ownAfter.CpuSeconds - own.CpuSeconds,
    // Of clientCpuSeconds, what is left of compiling after the warm-up; the official driver is compiled before it
    // starts.
    clientJitSeconds = compiled.TotalSeconds,
    clientPeakRssMiB = ownAfter.ResidentMiB,
    serverCpuSeconds = serverAfter.CpuSeconds - server.CpuSeconds,
    serverRssAfterMiB = serverAfter.ResidentMiB,
};
var json = JsonSerializer.Serialize(figures);
Console.WriteLine(json);
if (options.Json is { } file)
{
    await File.WriteAllTextAsync(file, json);
}

return errors == 0 ? 0 : 1;
