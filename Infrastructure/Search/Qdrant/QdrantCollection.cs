using System.Net.Sockets;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Qdrant.Client;
using Qdrant.Client.Grpc;

namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>The points of one embedding model in Qdrant.</summary>
internal sealed class QdrantCollection : IDisposable
{
    private const int MaxIdsPerCall = 1000;

    // Beyond it a filter costs more than reading past the points of other commits.
    private const int MaxBlobsInFilter = 10_000;
    private const int Overfetch = 4;

    private readonly QdrantOptions _options;
    private readonly GrpcChannel _channel;
    private readonly QdrantClient _client;
    private volatile bool _isReady;

    public QdrantCollection(QdrantOptions options)
    {
        _options = options;
        Name = "opsflow-code-" + string.Concat(
            options.Embedding.Model.ToLowerInvariant()
                .Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
        _channel = GrpcChannel.ForAddress(
            options.Url, new GrpcChannelOptions { HttpHandler = Handler(), DisposeHttpClient = true });
        _client = new QdrantClient(
            new QdrantGrpcClient(_channel.Intercept(headers =>
            {
                if (options.ApiKey is { } key)
                {
                    headers.Add("api-key", key);
                }

                return headers;
            })),
            options.Timeout);
    }

    /// <summary>Its name: vectors of two models cannot be compared, so each model has its own.</summary>
    public string Name { get; }

    /// <summary>Creates the collection when it is not there.</summary>
    public Task EnsureAsync(int dimensions, CancellationToken cancellationToken) =>
        _isReady ? Task.CompletedTask : CallAsync(async () =>
        {
            if (!await _client.CollectionExistsAsync(Name, cancellationToken))
            {
                try
                {
                    await _client.CreateCollectionAsync(
                        Name,
                        new VectorParams { Size = (ulong)dimensions, Distance = Distance.Cosine },
                        cancellationToken: cancellationToken);
                }
                catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
                {
                    // Another worker was first.
                }
            }

            var info = await _client.GetCollectionInfoAsync(Name, cancellationToken);
            var size = info.Config?.Params?.VectorsConfig?.Params?.Size ?? 0;
            if (size != (ulong)dimensions)
            {
                throw new CodeVectorException(
                    $"Qdrant's collection {Name} holds vectors of {size} numbers, the embedding model "
                    + $"gives {dimensions}: remove the collection, or name the model it was made with.");
            }

            foreach (var field in (string[])[Fields.Repository, Fields.Blob])
            {
                await _client.CreatePayloadIndexAsync(
                    Name, field, PayloadSchemaType.Keyword, cancellationToken: cancellationToken);
            }

            _isReady = true;
            return true;
        });

    /// <summary>Which of the points are there.</summary>
    public Task<HashSet<Guid>> PresentAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        CallAsync(async () =>
        {
            var present = new HashSet<Guid>();
            foreach (var part in ids.Chunk(MaxIdsPerCall))
            {
                var points = await _client.RetrieveAsync(
                    Name, [.. part.Select(id => (PointId)id)], withPayload: false, withVectors: false,
                    cancellationToken: cancellationToken);
                present.UnionWith(points.Select(p => Guid.Parse(p.Id.Uuid)));
            }

            return present;
        });

    /// <summary>Writes points; those that are there are replaced.</summary>
    public Task UpsertAsync(
        IEnumerable<(CodePoint Point, ReadOnlyMemory<float> Vector)> points,
        CancellationToken cancellationToken) =>
        CallAsync(() => _client.UpsertAsync(
            Name,
            [.. points.Select(p => new PointStruct
            {
                Id = p.Point.Id,
                Vectors = p.Vector.ToArray(),
                Payload =
                {
                    [Fields.Repository] = p.Point.Repository,
                    [Fields.Path] = p.Point.Path,
                    [Fields.Blob] = p.Point.BlobId,
                    [Fields.Number] = p.Point.Number,
                },
            })],
            wait: true,
            cancellationToken: cancellationToken));

    /// <summary>
    /// The nearest points of a repository, nearest first; of the given blobs alone unless they are very many.
    /// </summary>
    public Task<IReadOnlyList<CodePoint>> NearestAsync(
        string repository,
        IReadOnlyCollection<string> blobs,
        ReadOnlyMemory<float> vector,
        int limit,
        CancellationToken cancellationToken) => CallAsync<IReadOnlyList<CodePoint>>(async () =>
        {
            var isFiltered = blobs.Count <= MaxBlobsInFilter;
            var filter = new Filter { Must = { Conditions.MatchKeyword(Fields.Repository, repository) } };
            if (isFiltered)
            {
                filter.Must.Add(Conditions.Match(Fields.Blob, [.. blobs]));
            }

            var points = await _client.QueryAsync(
                Name,
                vector.ToArray(),
                filter: filter,
                limit: (ulong)(isFiltered ? limit : limit * Overfetch),
                cancellationToken: cancellationToken);
            return [.. points.Select(p => new CodePoint(
                repository,
                p.Payload[Fields.Path].StringValue,
                p.Payload[Fields.Blob].StringValue,
                (int)p.Payload[Fields.Number].IntegerValue))];
        });

    /// <summary>Removes the points of a file's content.</summary>
    public Task RemoveAsync(
        string repository,
        IReadOnlyCollection<(string Path, string Blob)> files,
        CancellationToken cancellationToken) =>
        CallAsync(async () =>
        {
            // One blob may lie at two paths of which one is gone.
            foreach (var part in files.GroupBy(f => f.Path))
            {
                await _client.DeleteAsync(
                    Name,
                    new Filter
                    {
                        Must =
                        {
                            Conditions.MatchKeyword(Fields.Repository, repository),
                            Conditions.MatchKeyword(Fields.Path, part.Key),
                            Conditions.Match(Fields.Blob, [.. part.Select(f => f.Blob)]),
                        },
                    },
                    cancellationToken: cancellationToken);
            }

            return true;
        });

    public void Dispose()
    {
        _client.Dispose();
        _channel.Dispose();
    }

    // With a connect of its own the channel leaves connections alone. Else it would wait for up to two minutes between
    // tries and answer calls in the meantime with the last failure, although the index itself decides when to ask
    // again.
    private static SocketsHttpHandler Handler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        ConnectCallback = async (context, token) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.Cancelled)
        {
            // A collection that was removed meanwhile is made again by the next indexing.
            _isReady = _isReady && e.StatusCode != StatusCode.NotFound;
            throw new CodeVectorException(
                e.StatusCode switch
                {
                    StatusCode.Unavailable => $"Qdrant at {_options.Url} cannot be reached: {e.Status.Detail}",
                    StatusCode.DeadlineExceeded =>
                        $"Qdrant at {_options.Url} did not answer within {_options.Timeout.TotalSeconds:0} s.",
                    StatusCode.Unauthenticated or StatusCode.PermissionDenied =>
                        $"Qdrant at {_options.Url} refuses the API key.",
                    _ => $"Qdrant at {_options.Url} answered {e.StatusCode}: {e.Status.Detail}",
                },
                e);
        }
        catch (RpcException e)
        {
            throw new OperationCanceledException(e.Message, e);
        }
    }

    private static class Fields
    {
        public const string Repository = "repository";
        public const string Path = "path";
        public const string Blob = "blob";
        public const string Number = "number";
    }
}
