using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using OpsFlow.Domain.CodeAnalysis.Search;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;
using OpsFlow.Platform.Timing;

namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>The word index, and beside it vectors of the same pieces in Qdrant; a search fuses both rankings.</summary>
public sealed partial class QdrantCodeIndex : ICodeIndex, IDisposable
{
    private const int FilesPerRead = 100;
    private const int Candidates = 100;

    private readonly CodeIndex _words;
    private readonly CodeEmbedder _embedder;
    private readonly QdrantCollection _collection;
    private readonly QdrantOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile Failure? _failure;

    /// <summary>Creates the index; nothing is sent.</summary>
    public QdrantCodeIndex(
        CodeIndex words,
        IEmbeddingGenerator<string, Embedding<float>> generator,
        QdrantOptions options,
        TimeProvider time,
        ILogger<QdrantCodeIndex> logger)
    {
        _words = words;
        _embedder = new CodeEmbedder(generator, options.Embedding);
        _collection = new QdrantCollection(options);
        _options = options;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public string? Outage => _failure is { } failure && _time.GetElapsedTime(failure.At) < _options.RetryAfter
        ? $"Code is searched by words only. {failure.Reason}" : null;

    /// <inheritdoc/>
    public async Task<IndexStats> IndexAsync(
        string repositoryKey,
        string commit,
        IReadOnlyList<IndexFile> files,
        Func<string, string?> read,
        Action<int, int>? onProgress,
        CancellationToken cancellationToken)
    {
        var stats = await _words.IndexAsync(repositoryKey, commit, files, read, onProgress, cancellationToken);
        if (Outage is not null)
        {
            return stats with { Notice = Outage };
        }

        using var limited = new TimeLimit(_options.IndexTime, _time, cancellationToken);
        var done = 0;
        var missing = new List<IndexedFile>();
        try
        {
            // One vector tells the size that the collection needs.
            var size = (await _embedder.EmbedAsync(["size"], limited.Token))[0].Length;
            await _collection.EnsureAsync(size, limited.Token);
            missing = await MissingAsync(repositoryKey, commit, limited.Token);
            var total = missing.Sum(f => f.Chunks);
            foreach (var part in missing.Chunk(FilesPerRead))
            {
                var chunks = await _words.ChunksAsync([.. part.Select(f => f.Id)], cancellationToken);
                var pieces = part.SelectMany(f => chunks[f.Id].Select((chunk, i) => (
                    Point: new CodePoint(repositoryKey, f.Path, f.BlobId, i), Text: CodeEmbedder.Text(f.Path, chunk))));
                foreach (var batch in pieces.Chunk(_options.BatchSize))
                {
                    var vectors = await _embedder.EmbedAsync([.. batch.Select(p => p.Text)], limited.Token);
                    await _collection.UpsertAsync(batch.Select((p, i) => (p.Point, vectors[i])), limited.Token);
                    done += batch.Length;
                    onProgress?.Invoke(done, total);
                }
            }

            _failure = null;
            return stats with { Notice = done > 0 ? $"{done} pieces of code got vectors." : null };
        }
        catch (CodeVectorException e)
        {
            Fail(e);
            return stats with { Notice = Outage };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return stats with
            {
                Notice = $"{done} of {missing.Sum(f => f.Chunks)} pieces of code got vectors "
                    + $"in {_options.IndexTime.TotalMinutes:0.#} min; "
                    + "the others are for the next analysis.",
            };
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CodeHit>> SearchAsync(
        string repositoryKey,
        string commit,
        string query,
        int limit,
        CancellationToken cancellationToken)
    {
        // A single word is a name, and names are found by their letters.
        if (!query.Trim().Any(char.IsWhiteSpace) || Outage is not null)
        {
            return await _words.SearchAsync(repositoryKey, commit, query, limit, cancellationToken);
        }

        var words = await _words.SearchAsync(repositoryKey, commit, query, Candidates, cancellationToken);
        IReadOnlyList<CodeHit> nearest;
        using var limited = new TimeLimit(_options.SearchTime, _time, cancellationToken);
        try
        {
            nearest = await NearestAsync(repositoryKey, commit, query, limited.Token);
        }
        catch (CodeVectorException e)
        {
            Fail(e);
            nearest = [];
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            Fail(new CodeVectorException($"Vectors took longer than {_options.SearchTime.TotalSeconds:0.#} s.", e));
            nearest = [];
        }

        var most = Math.Clamp(limit, 1, Candidates);
        return nearest.Count == 0 ? [.. words.Take(most)] : RankFusion.Fuse(words, nearest, most);
    }

    /// <inheritdoc/>
    public async Task<int> CollectGarbageAsync(DateTimeOffset notUsedSince, CancellationToken cancellationToken)
    {
        var before = await _words.AllFilesAsync(cancellationToken);
        var removed = await _words.CollectGarbageAsync(notUsedSince, cancellationToken);
        if (removed == 0)
        {
            return removed;
        }

        var after = await _words.AllFilesAsync(cancellationToken);
        try
        {
            foreach (var repository in before.Where(f => !after.Contains(f)).GroupBy(f => f.Repository))
            {
                await _collection.RemoveAsync(
                    repository.Key, [.. repository.Select(f => (f.Path, f.Blob))], cancellationToken);
            }
        }
        catch (CodeVectorException e)
        {
            // What stays is in no commit, so no search shows it.
            Fail(e);
        }

        return removed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _collection.Dispose();
        _embedder.Dispose();
    }

    private async Task<List<IndexedFile>> MissingAsync(
        string repository,
        string commit,
        CancellationToken cancellationToken)
    {
        var left = _options.MaxPieces;
        var wanted = (await _words.FilesAsync(repository, commit, cancellationToken))
            .Where(f => CodeLanguages.FromPath(f.Path) != CodeLanguage.Unknown && !RuntimeCode.IsVendored(f.Path))
            .TakeWhile(f => (left -= f.Chunks) >= 0).ToList();

        // A file's pieces are written in order: where the last one is, all are.
        var last = wanted.ToDictionary(f => f, f => new CodePoint(repository, f.Path, f.BlobId, f.Chunks - 1).Id);
        var present = await _collection.PresentAsync(last.Values, cancellationToken);
        return [.. wanted.Where(f => !present.Contains(last[f]))];
    }

    private async Task<IReadOnlyList<CodeHit>> NearestAsync(
        string repository, string commit, string query, CancellationToken cancellationToken)
    {
        var files = (await _words.FilesAsync(repository, commit, cancellationToken))
            .ToDictionary(f => (f.Path, f.BlobId));
        if (files.Count == 0)
        {
            return [];
        }

        var vector = (await _embedder.EmbedAsync([query], cancellationToken))[0];
        var blobs = files.Keys.Select(f => f.BlobId).ToHashSet();
        var points = (await _collection.NearestAsync(repository, blobs, vector, Candidates, cancellationToken))
            .Where(p => files.TryGetValue((p.Path, p.BlobId), out var file) && p.Number < file.Chunks).ToList();
        var chunks = await _words.ChunksAsync(
            [.. points.Select(p => files[(p.Path, p.BlobId)].Id).Distinct()], cancellationToken);
        var byFile = chunks.ToDictionary(g => g.Key, g => g.ToList());
        return [.. points.Select(p => (p.Path, Chunk: byFile[files[(p.Path, p.BlobId)].Id][p.Number]))
            .Select((p, i) => new CodeHit(
                p.Path, p.Chunk.FirstLine, p.Chunk.LastLine, p.Chunk.Symbol, p.Chunk.Text, 1.0 / (1 + i)))
            .Take(Candidates)];
    }

    private void Fail(CodeVectorException e)
    {
        _failure = new Failure(_time.GetTimestamp(), e.Message);
        LogFailure(e, _options.RetryAfter);
    }

    [LoggerMessage(1, LogLevel.Warning, "Code is searched by words only for {Time}.")]
    private partial void LogFailure(Exception e, TimeSpan time);

    private sealed record Failure(long At, string Reason);
}
