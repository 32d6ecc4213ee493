using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsFlow.Activities.ScanChain;
using OpsFlow.Domain.Waste.Rewards;
using OpsFlow.Infrastructure.Images;
using OpsFlow.Infrastructure.S3;
using OpsFlow.Platform.Objects;
using OpsFlow.Platform.Schedules;
using OpsFlow.Records.ScanChain;
using OpsFlow.Records.Waste;

namespace OpsFlow.Worker;

/// <summary>Registers what scans need.</summary>
internal static class ScanRegistration
{
    /// <summary>What the API and the worker both use.</summary>
    public static IServiceCollection AddScans(this IServiceCollection services, WorkerSettings worker)
    {
        services.TryAddSingleton(worker.Waste);
        services.AddHostedService<WasteReload>();
        services.TryAddSingleton(new RewardRules());
        services.TryAddSingleton<ScanStore>();
        services.TryAddSingleton<RewardStore>();
        services.TryAddSingleton<ObjectLinks>();
        services.TryAddSingleton<ImageGate>();
        services.TryAddSingleton<ImageFetcher>();
        services.TryAddSingleton<IObjectStore>(_ => worker.S3.Bucket is null
            ? new FolderObjectStore(Path.Combine(worker.OpsFlow.DataFolder, "objects"))
            : new S3ObjectStore(worker.S3));
        return services;
    }

    /// <summary>What the worker alone uses.</summary>
    public static IServiceCollection AddScanActivities(this IServiceCollection services)
    {
        services.TryAddSingleton<PictureReader>();
        services.TryAddSingleton<AnswerWriter>();
        services.AddSingleton<IMaintenanceTask, RewardRedrive>();
        services.AddSingleton<IMaintenanceTask, ScanImageRetention>();
        services.AddSingleton<IMaintenanceTask, ScanEventRetention>();
        return services;
    }
}
