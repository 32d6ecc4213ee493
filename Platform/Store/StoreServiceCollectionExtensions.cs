using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OpsFlow.Platform.Store;

/// <summary>Registration of the store.</summary>
public static class StoreServiceCollectionExtensions
{
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Registers <see cref="IDatabase"/>, <see cref="SecretProtector"/> and the key ring. The options are copied here;
    /// later changes have no effect.
    /// </summary>
    public static IServiceCollection AddOpsFlowStore(this IServiceCollection services, StoreOptions options)
    {
        var frozen = options.Frozen();
        var keys = Directory.CreateDirectory(frozen.KeyFolder!);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keys.FullName, OwnerOnly);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddDataProtection().SetApplicationName("OpsFlow").PersistKeysToFileSystem(keys);
        services.TryAddSingleton<SecretProtector>();
        services.TryAddSingleton<IDatabase>(p => new Database(frozen, p.GetRequiredService<TimeProvider>()));
        services.AddHostedService<StoreMigrationService>();
        return services;
    }
}
