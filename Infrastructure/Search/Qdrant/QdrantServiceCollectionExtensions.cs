using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>Registration of code vectors.</summary>
public static class QdrantServiceCollectionExtensions
{
    /// <summary>
    /// Makes <see cref="QdrantCodeIndex"/> the <see cref="ICodeIndex"/>; without options nothing is registered.
    /// </summary>
    public static IServiceCollection AddQdrantCodeIndex(this IServiceCollection services, QdrantOptions? options)
    {
        if (options is not null)
        {
            services.TryAddSingleton<CodeIndex>();
            services.TryAddSingleton<ICodeIndex>(p => new QdrantCodeIndex(
                p.GetRequiredService<CodeIndex>(),
                EmbeddingGenerators.Create(options.Embedding),
                options,
                p.GetRequiredService<TimeProvider>(),
                p.GetRequiredService<ILogger<QdrantCodeIndex>>()));
        }

        return services;
    }
}
