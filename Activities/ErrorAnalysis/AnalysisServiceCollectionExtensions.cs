using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Sandbox;
using OpsFlow.Infrastructure.Search;
using OpsFlow.Infrastructure.Syntax;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>Registration of what an analysis needs. The store has to be registered too.</summary>
public static class AnalysisServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="GitClient"/>, <see cref="ICodeIndex"/>, <see cref="OfflineAnalyzer"/>, <see cref="PatchBuilder"/> and
    /// <see cref="FixVerifier"/>.
    /// </summary>
    public static IServiceCollection AddOpsFlowAnalysis(
        this IServiceCollection services,
        GitOptions? git = null,
        SandboxOptions? verifier = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(git ?? new GitOptions());
        services.TryAddSingleton(verifier ?? new SandboxOptions());
        services.TryAddSingleton<GitClient>();
        services.TryAddSingleton<CodeIndex>();
        services.TryAddSingleton<ICodeIndex>(p => p.GetRequiredService<CodeIndex>());
        services.TryAddSingleton<SyntaxChecker>();
        services.TryAddSingleton<PatchBuilder>();
        services.TryAddSingleton<FixVerifier>();
        services.TryAddSingleton<OfflineAnalyzer>();
        return services;
    }
}
