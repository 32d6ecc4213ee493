using Microsoft.Extensions.Hosting;

namespace OpsFlow.Platform.Store;

/// <summary>
/// Brings the schema up to date at start, so that a fault stops the host instead of the first request.
/// </summary>
internal sealed class StoreMigrationService(IDatabase database) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => database.MigrateAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
