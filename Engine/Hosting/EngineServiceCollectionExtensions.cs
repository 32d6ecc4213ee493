using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Engine.Hosting;

/// <summary>Runs a server inside another application.</summary>
public static class EngineServiceCollectionExtensions
{
    /// <summary>
    /// Adds a server that starts before the hosted services that are added after it and stops after them. The running
    /// <see cref="EngineHost"/> is at <see cref="EngineService.Host"/>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddEmbeddedEngine(
        this IServiceCollection services, Action<EngineOptions>? configure = null)
    {
        var options = new EngineOptions();
        configure?.Invoke(options);
        services.AddSingleton(provider => new EngineService(options, provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(provider => provider.GetRequiredService<EngineService>());
        return services;
    }
}
