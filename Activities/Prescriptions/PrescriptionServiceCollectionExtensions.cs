using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsFlow.Domain.Prescriptions.Drugs;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Infrastructure.Kims;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>Registration of what prescriptions need, in the API as well as in a worker.</summary>
public static class PrescriptionServiceCollectionExtensions
{
    private const string HttpClientName = "kims";

    /// <summary>Registers the tables, the records, the pharmacies' databases and the providers.</summary>
    public static IServiceCollection AddOpsFlowPrescriptions(
        this IServiceCollection services, PharmacyRegistry pharmacies, DrugTable drugs, KimsOptions kims)
    {
        services.AddHttpClient(HttpClientName).RemoveAllLoggers();
        services.TryAddSingleton(pharmacies);
        services.TryAddSingleton(drugs);
        services.TryAddSingleton<DrugNormalizer>();
        services.TryAddSingleton(p => InteractionTable.Open(p.GetRequiredService<DrugTable>()));
        services.TryAddSingleton(p => new KimsClient(
            p.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName), kims,
            p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<Pseudonyms>();
        services.TryAddSingleton<PrescriptionStore>();
        services.TryAddSingleton<InteractionAnswers>();
        services.TryAddSingleton<InteractionProviders>();
        services.TryAddSingleton<PharmacySources>();
        services.TryAddSingleton<IPatientNames>(p => p.GetRequiredService<PharmacySources>());
        services.TryAddSingleton<IInteractionChecks, InteractionChecks>();
        services.TryAddSingleton<IPrescriptionAnalysisRuns, PrescriptionAnalysisRuns>();
        services.TryAddSingleton<WatchPermits>();
        services.TryAddSingleton<OpenCards>();
        services.TryAddSingleton<PrescriptionWatcher>();
        services.TryAddSingleton<PrescriptionExplainer>();
        return services;
    }
}
