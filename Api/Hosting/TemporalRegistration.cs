using OpsFlow.Engine.Hosting;
using OpsFlow.Platform.Settings;
using Temporalio.Client;
using Temporalio.Common.EnvConfig;

namespace OpsFlow.Api.Hosting;

/// <summary>The Temporal client, and the embedded engine unless a cluster is configured.</summary>
internal static class TemporalRegistration
{
    /// <summary>Whether the engine runs in this process: <c>TEMPORAL_ADDRESS</c> is not set.</summary>
    public static bool IsEmbedded { get; } =
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TEMPORAL_ADDRESS"));

    public static IServiceCollection AddTemporal(
        this IServiceCollection services, ApiOptions options, OpsFlowSettings settings)
    {
        var connect = ClientEnvConfig.LoadClientConnectOptions();
        if (IsEmbedded)
        {
            services.AddEmbeddedEngine(server =>
            {
                server.DatabasePath = Path.Combine(settings.DataFolder, "temporal.db");
                server.Port = options.TemporalPort;
                server.TrimMemoryWhenIdle = true;
            });
            connect.TargetHost = $"127.0.0.1:{options.TemporalPort}";
        }

        services.AddSingleton<ITemporalClient>(p =>
        {
            connect.LoggerFactory = p.GetRequiredService<ILoggerFactory>();
            return TemporalClient.CreateLazy(connect);
        });
        return services;
    }
}
