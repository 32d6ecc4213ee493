using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Platform.Models;

namespace OpsFlow.Worker;

/// <summary>Chooses the analyzer: rules, or a model when one plays the reasoner.</summary>
internal static class AnalyzerRegistration
{
    internal const string Role = "reasoner";
    internal const string Use = "error-analysis";

    public static IServiceCollection AddErrorAnalyzer(this IServiceCollection services)
    {
        services.TryAddSingleton<IErrorAnalyzer>(p => p.GetRequiredService<ModelClients>().Find(Role, Use) is { } client
            ? new ModelAnalyzer(
                client,
                p.GetRequiredService<PatchBuilder>(),
                new ModelAnalyzerOptions(),
                p.GetRequiredService<TimeProvider>())
            : p.GetRequiredService<OfflineAnalyzer>());
        return services;
    }
}
