using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Settings;
using OpsFlow.Platform.Telemetry;
using OpsFlow.Worker;
using Temporalio.Common.EnvConfig;

Language.SetDefaults();
if (args is ["replay", .. var files])
{
    return await ReplayCommand.RunAsync(files, Console.Out);
}

if (args.Length > 0)
{
    Console.Error.WriteLine("usage: OpsFlow.Worker [replay HISTORY.json ...]");
    return 2;
}

var reader = SettingsReader.FromEnvironment();
var settings = WorkerSettings.Read(reader);
// One slip from settings of the worker, and read by the API and the samples of clients.
reader.CheckNames("HOST", "KEY");
if (reader.Refusal is { } refusal)
{
    Console.Error.WriteLine(refusal);
    return 2;
}

var builder = Host.CreateApplicationBuilder(args);
// A service that nothing can make is a fault of the program: it ends the start, not each activity later.
builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateOnBuild = true }));
var connect = ClientEnvConfig.LoadClientConnectOptions();
connect.TargetHost ??= "127.0.0.1:7233";
builder.Logging.AddOpsFlowConsole(settings.OpsFlow.LogFormat, "opsflow-worker");
builder.Services.AddOpsFlowTelemetry("opsflow-worker");
builder.Services.AddOpsFlowCore(settings);
builder.Services.AddOpsFlowTemporalClient(connect);
builder.Services.AddHostedService<TemporalSetup>();
builder.Services.AddOpsFlowWorkers(settings);
await builder.Build().RunAsync();
return 0;
