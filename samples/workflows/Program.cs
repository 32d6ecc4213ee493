using Samples.Workflows;
using Temporalio.Client;
using Temporalio.Common.EnvConfig;
using Temporalio.Worker;

if (args.Length != 1 || AllSamples.List.FirstOrDefault(s => s.Name == args[0]) is not { } sample)
{
    Console.Error.WriteLine("usage: dotnet run --project samples/workflows -- NAME");
    Console.Error.WriteLine($"  NAME  {string.Join(", ", AllSamples.List.Select(s => s.Name))}");
    Console.Error.WriteLine(
        "TEMPORAL_ADDRESS names the server (localhost:7233), TEMPORAL_NAMESPACE the namespace (default).");
    return 2;
}

var options = ClientEnvConfig.LoadClientConnectOptions();
options.TargetHost ??= "localhost:7233";
var client = await TemporalClient.ConnectAsync(options);
var workerOptions = new TemporalWorkerOptions($"sample-{sample.Name}");
sample.Register(workerOptions);
using var worker = new TemporalWorker(client, workerOptions);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
await worker.ExecuteAsync(
    async () => Console.WriteLine(await sample.RunAsync(client, workerOptions.TaskQueue!, Console.Out)),
    stop.Token);
return 0;
