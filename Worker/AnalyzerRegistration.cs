using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Settings;
using OpsFlow.Platform.Telemetry;

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
            Measured(
                new EndpointChatClient(new LlmEndpointOptions
                {
                    Provider = settings.ModelProvider == "ollama" ? LlmProvider.Ollama : LlmProvider.OpenAi,
                    Endpoint = settings.ModelUrl,
                    ContextTokens = settings.ModelContextTokens,
                    Model = settings.Model!,
                    ApiKey = settings.ModelApiKey,
                }),
                p.GetRequiredService<ILoggerFactory>()),
            settings.Model!,
            p.GetRequiredService<PatchBuilder>(),
            new ModelAnalyzerOptions(),
            Prices(settings),
            p.GetRequiredService<TimeProvider>()));
        return services;
    }

    // Never what was said: it is other people's code, and a variable of the environment must not send it out.
    private static IChatClient Measured(IChatClient client, ILoggerFactory loggers) => client.AsBuilder()
        .UseOpenTelemetry(loggers, TelemetryRegistration.ModelSource, o => o.EnableSensitiveData = false).Build();

    private static PriceTable Prices(OpsFlowSettings settings) => settings.ModelPrice is { } price
        ? new PriceTable(new Dictionary<string, ModelPrice> { [settings.Model!] = price })
        : PriceTable.Free;
}
