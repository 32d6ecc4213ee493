using System.Globalization;
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
            new OpenAiChatClient(new LlmEndpointOptions
            {
                Endpoint = settings.ModelUrl,
                Model = settings.Model!,
                ApiKey = settings.ModelApiKey,
            }),
            settings.Model!,
            p.GetRequiredService<PatchBuilder>(),
            new ModelAnalyzerOptions(),
            Prices(settings.Model!, Environment.GetEnvironmentVariable("OPSFLOW_LLM_PRICE")),
            p.GetRequiredService<TimeProvider>()));
        return services;
    }

    // OPSFLOW_LLM_PRICE is "input/output" for a million tokens each, as in "0.15/0.60".
    private static PriceTable Prices(string model, string? text) =>
        text?.Split('/') is [var input, var output]
        && decimal.TryParse(input, NumberStyles.Number, CultureInfo.InvariantCulture, out var perInput)
        && decimal.TryParse(output, NumberStyles.Number, CultureInfo.InvariantCulture, out var perOutput)
            ? new PriceTable(new Dictionary<string, ModelPrice> { [model] = new(perInput, perOutput) })
            : PriceTable.Free;
}
