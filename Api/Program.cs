using OpsFlow.Api.Hosting;
using OpsFlow.Api.Platform;
using OpsFlow.Platform.Settings;
using OpsFlow.Platform.Store;

ApiOptions options;
OpsFlowSettings settings;
try
{
    options = ApiOptions.Parse(args, Environment.GetEnvironmentVariable);
    settings = OpsFlowSettings.FromEnvironment(Environment.GetEnvironmentVariable);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

if (StartChecks.Refusal(options) is { } refusal)
{
    Console.Error.WriteLine(refusal);
    return 2;
}

Directory.CreateDirectory(settings.DataFolder);
var app = OpsFlowApp.Build(options, settings);
await app.Services.GetRequiredService<IDatabase>().MigrateAsync(CancellationToken.None);
var adminKey = await app.Services.GetRequiredService<AdminKey>().EnsureAsync(CancellationToken.None);
try
{
    await app.StartAsync();
}
catch (Exception e) when (e is IOException or InvalidOperationException)
{
    Console.Error.WriteLine($"OpsFlow cannot start: {e.Message}");
    return 1;
}

var url = app.Urls.First();
Console.WriteLine($"OpsFlow listens on {url}");
Console.WriteLine(TemporalRegistration.IsEmbedded
    ? $"Temporal (embedded) on 127.0.0.1:{options.TemporalPort}, data in {settings.DataFolder}"
    : $"Temporal at {Environment.GetEnvironmentVariable("TEMPORAL_ADDRESS")}, data in {settings.DataFolder}");
if (adminKey is not null)
{
    Console.WriteLine($"Admin key (shown once): {adminKey}");
    Console.WriteLine($"Console: {url}/#key={adminKey}");
}

await app.WaitForShutdownAsync();
return 0;
