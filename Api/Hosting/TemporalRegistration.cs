using OpsFlow.Engine.Hosting;
using OpsFlow.Worker;
using Temporalio.Client;
using Temporalio.Common.EnvConfig;

namespace OpsFlow.Api.Hosting;

/// <summary>The Temporal client, and the embedded engine unless a cluster is configured.</summary>
internal static class TemporalRegistration
{
    /// <summary>The cluster that <c>TEMPORAL_ADDRESS</c> names; null when the engine runs in this process. An address
    /// in a file of profiles does not count: nobody expects it to move a local start elsewhere.</summary>
    public static string? Cluster { get; } =
        ClientEnvConfig.Profile.Load(new() { DisableFile = true }).Address is { Length: > 0 } address ? address : null;

    public static IServiceCollection AddTemporal(this IServiceCollection services, AppSettings settings)
    {
        var connect = ClientEnvConfig.LoadClientConnectOptions();
        if (Cluster is null)
        {
            services.AddEmbeddedEngine(server =>
            {
                server.DatabasePath = Path.Combine(settings.Worker.OpsFlow.DataFolder, "temporal.db");
                server.Port = settings.Api.TemporalPort;
                server.TrimMemoryWhenIdle = true;
                // Then other users of this machine need it, too.
                server.ApiKey = connect.ApiKey;
            });
            // A key would turn it on, which the engine on loopback does not speak.
            connect.Tls = new() { Disabled = true };
            // In this order: the engine listens, the client learns where, and then others use it.
            services.AddHostedService<EmbeddedAddress>();
            connect.TargetHost = $"127.0.0.1:{settings.Api.TemporalPort}";
        }

        return services.AddOpsFlowTemporalClient(connect);
    }

    /// <summary>Tells the client, which has not connected yet, the port that the engine got.</summary>
    private sealed class EmbeddedAddress(EngineService engine, ITemporalClient client) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            client.Connection.Options.TargetHost = engine.Host.Address;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
