using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Temporal.DevServer;

/// <summary>Runs a server inside another application.</summary>
public static class DevServerServiceCollectionExtensions
{
    /// <summary>
    /// Adds a server that starts before the hosted services that are added after it and stops after them. The running
    /// <see cref="DevServerHost"/> is at <see cref="DevServerService.Host"/>.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddTemporalDevServer(
        this IServiceCollection services, Action<DevServerOptions>? configure = null)
    {
        var options = new DevServerOptions();
        configure?.Invoke(options);
        services.AddSingleton(provider => new DevServerService(options, provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(provider => provider.GetRequiredService<DevServerService>());
        return services;
    }
}
