using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Worker;

/// <summary>Chooses the analyzer: rules, or a model when one is configured.</summary>
internal static class AnalyzerRegistration
{
    public static IServiceCollection AddErrorAnalyzer(this IServiceCollection services, OpsFlowSettings settings)
    {
        if (settings.ModelUrl is null)
        {
            services.TryAddSingleton<IErrorAnalyzer>(p => p.GetRequiredService<OfflineAnalyzer>());
            return services;
        }

        services.TryAddSingleton<IErrorAnalyzer>(p => new ModelAnalyzer(
            new EndpointChatClient(new LlmEndpointOptions
            {
                Endpoint = settings.ModelUrl,
                Model = settings.Model!,
                ApiKey = settings.ModelApiKey,
            }),
            settings.Model!,
            p.GetRequiredService<PatchBuilder>(),
            new ModelAnalyzerOptions(),
            Prices(settings),
            p.GetRequiredService<TimeProvider>()));
        return services;
    }

    private static PriceTable Prices(OpsFlowSettings settings) => settings.ModelPrice is { } price
        ? new PriceTable(new Dictionary<string, ModelPrice> { [settings.Model!] = price })
        : PriceTable.Free;
}
