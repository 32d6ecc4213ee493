using System.Collections.Concurrent;
using Grpc.Core;
using Qdrant.Client.Grpc;

namespace OpsFlow.Infrastructure.Tests.Search.Qdrant;

/// <summary>What the stand-in of Qdrant holds.</summary>
internal sealed class QdrantState
{
    public ConcurrentDictionary<string, VectorParams> Collections { get; } = [];

    public ConcurrentDictionary<string, ConcurrentDictionary<string,
    (PointStruct Point, float[] Vector)>> Points { get; } = [];

    public ConcurrentQueue<int> Upserts { get; } = [];

    /// <summary>Thrown by writes after so many.</summary>
    public int? FailAfterUpserts { get; set; }

    public Filter? LastFilter { get; set; }

    public ConcurrentDictionary<string, (PointStruct Point, float[] Vector)> Of(string collection) =>
        Points.TryGetValue(collection, out var points) ? points
            : throw new RpcException(
                new Status(StatusCode.NotFound, $"Not found: Collection `{collection}` doesn't exist!"));

    public static bool Matches(Filter? filter, PointStruct point) => filter?.Must.All(c =>
    {
        var value = point.Payload[c.Field.Key].StringValue;
        return c.Field.Match.MatchValueCase switch
        {
            Match.MatchValueOneofCase.Keyword => c.Field.Match.Keyword == value,
            Match.MatchValueOneofCase.Keywords => c.Field.Match.Keywords.Strings.Contains(value),
            _ => throw new RpcException(new Status(StatusCode.Unimplemented, "filter")),
        };
    }) ?? true;
}
