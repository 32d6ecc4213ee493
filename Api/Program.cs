using OpsFlow.Api.Authentication;
using OpsFlow.Api.Hosting;
using OpsFlow.Domain.Text;
using OpsFlow.Engine.Hosting;
using OpsFlow.Platform.Settings;
using OpsFlow.Platform.Store;

Language.SetDefaults();
SettingsReader reader;
try
{
    reader = SettingsReader.FromEnvironment(ApiSettings.Parse(args));
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

var settings = AppSettings.Read(reader);
if (reader.Refusal is { } refusal)
{
    Console.Error.WriteLine(refusal);
    return 2;
}

var data = settings.Worker.OpsFlow.DataFolder;
Directory.CreateDirectory(data);
var app = OpsFlowApp.Build(settings, reader);
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
var messages = app.Services.GetRequiredService<StartMessages>();
messages.Tell($"OpsFlow listens on {url}");
messages.Tell(TemporalRegistration.Cluster is { } cluster
    ? $"Temporal at {cluster}, data in {data}"
    : $"Temporal (embedded) on {app.Services.GetRequiredService<EngineService>().Host.Address}, data in {data}");
if (settings.Unknown.Count > 0)
{
    messages.Tell($"No settings, and not read: {string.Join(", ", settings.Unknown)}");
}

if (adminKey is not null)
{
    messages.TellSecret($"Admin key (shown once): {adminKey}");
    messages.TellSecret($"Console: {url}/#key={adminKey}");
}

await app.WaitForShutdownAsync();
return 0;
