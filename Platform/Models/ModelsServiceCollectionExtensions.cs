using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsFlow.Platform.Models.Health;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Models;

/// <summary>Registration of models.</summary>
public static class ModelsServiceCollectionExtensions
{
    /// <summary>Registers clients, ledger and health. Needs the store and an <see cref="IModelConnector"/>.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services, ModelRegistry registry)
    {
        services.TryAddSingleton(registry);
        services.TryAddSingleton<ModelLedger>();
        services.TryAddSingleton<ModelClients>();
        services.TryAddSingleton<Leases>();
        services.TryAddSingleton<ModelHealthStore>();
        services.TryAddSingleton<ModelHealthMonitor>();
        if (registry.Models.Any())
        {
            services.AddHostedService(p => p.GetRequiredService<ModelHealthMonitor>());
        }

        return services;
    }
}
