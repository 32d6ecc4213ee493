using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Platform.Runs;

/// <summary>Registration of what starts workflows.</summary>
public static class RunsServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="DurableStart"/> and <see cref="RunReconciler"/>. Needs the store and a Temporal client.
    /// </summary>
    public static IServiceCollection AddRuns(this IServiceCollection services)
    {
        services.TryAddSingleton<RunStartStore>();
        services.TryAddSingleton<DurableStart>();
        services.AddHostedService(p => p.GetRequiredService<DurableStart>());
        services.AddSingleton<RunReconciler>();
        services.AddHostedService(p => p.GetRequiredService<RunReconciler>());
        services.AddSingleton<IGaugeSource>(p => p.GetRequiredService<RunReconciler>());
        services.AddSingleton<IGaugeSource, StartGauges>();
        services.AddSingleton<RunReset>();
        services.AddSingleton<RunDiscards>();
        return services;
    }
}
