using Microsoft.Extensions.AI;
using OpsFlow.Domain.CodeAnalysis.Search;

namespace OpsFlow.Infrastructure.Tests.Search.Qdrant;

/// <summary>Vectors by rule: one number for each group of words of the same meaning.</summary>
internal sealed class ConceptEmbeddings(int dimensions = 4) : IEmbeddingGenerator<string, Embedding<float>>
{
    private static readonly string[][] s_concepts =
        [["price", "cost", "expensive"], ["user", "customer", "client"], ["clear", "wipe", "empty"]];

    public int Texts { get; private set; }

    /// <summary>Runs before each call.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken =
            default)
    {
        await Before(cancellationToken);
        var texts = values.ToList();
        Texts += texts.Count;
        return new(texts.Select(text =>
        {
            var vector = new float[dimensions];
            vector[^1] = 0.1f;
            foreach (var word in CodeTokens.Split(text))
            {
                var concept = Array.FindIndex(s_concepts, c => c.Contains(word));
                vector[concept < 0 ? dimensions - 1 : concept] += concept < 0 ? 0.01f : 1;
            }

            return new Embedding<float>(vector);
        }));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
