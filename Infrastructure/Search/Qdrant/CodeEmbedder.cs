using Microsoft.Extensions.AI;
using OpsFlow.Domain.CodeAnalysis.Search;
using OpsFlow.Domain.Text;

namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>Texts to vectors, with failures in words.</summary>
internal sealed class CodeEmbedder(
    IEmbeddingGenerator<string, Embedding<float>> generator,
    EmbeddingOptions options) : IDisposable
{
    // Some models read far less; what a function is about stands at its start.
    private const int MaxChars = 3000;

    /// <summary>A piece as the model reads it: where it is, what it is called, then its code.</summary>
    public static string Text(string path, CodeChunk chunk)
    {
        var text = $"{path} {chunk.Symbol}\n{chunk.Text}";
        return text.CutTo(MaxChars);
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedAsync(
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken)
    {
        try
        {
            var vectors = await generator.GenerateAsync(texts, cancellationToken: cancellationToken);
            if (vectors.Count == texts.Count
                && vectors.All(v => v.Vector.Length == vectors[0].Vector.Length && v.Vector.Length > 0))
            {
                return [.. vectors.Select(v => v.Vector)];
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Which exceptions there are depends on the endpoint's library, and an analysis must outlive all of them.
            var text = e.Message.ReplaceLineEndings(" ");
            throw new CodeVectorException(
                $"The embedding model {options.Model} at {options.Endpoint} failed: {(text.CutTo(300))}", e);
        }

        throw new CodeVectorException(
            $"The embedding model {options.Model} at {options.Endpoint} did not give one vector for each text.");
    }

    public void Dispose() => generator.Dispose();
}
