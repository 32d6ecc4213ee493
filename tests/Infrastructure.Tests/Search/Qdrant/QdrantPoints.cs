using Grpc.Core;
using Qdrant.Client.Grpc;

namespace OpsFlow.Infrastructure.Tests.Search.Qdrant;

/// <summary>The methods of <c>qdrant.Points</c> that are used.</summary>
internal sealed class QdrantPoints(QdrantState state)
{
    public PointsOperationResponse CreateFieldIndex(CreateFieldIndexCollection request)
    {
        state.Of(request.CollectionName);
        return Done();
    }

    public PointsOperationResponse Upsert(UpsertPoints request)
    {
        if (state.Upserts.Count >= state.FailAfterUpserts)
        {
            throw new RpcException(new Status(StatusCode.Internal, "Service internal error: No space left on device"));
        }

        var points = state.Of(request.CollectionName);
        foreach (var point in request.Points)
        {
            float[] vector = [.. point.Vectors.Vector.Dense.Data];
            if ((ulong)vector.Length != state.Collections[request.CollectionName].Size)
            {
                throw new RpcException(new Status(StatusCode.InvalidArgument, "Wrong input: Vector dimension error"));
            }

            points[point.Id.Uuid] = (point, vector);
        }

        state.Upserts.Enqueue(request.Points.Count);
        return Done();
    }

    public GetResponse Get(GetPoints request)
    {
        var points = state.Of(request.CollectionName);
        var found = request.Ids.Where(id => points.ContainsKey(id.Uuid));
        return new GetResponse { Result = { found.Select(id => new RetrievedPoint { Id = id }) } };
    }

    public PointsOperationResponse Delete(DeletePoints request)
    {
        var points = state.Of(request.CollectionName);
        foreach (var (id, (point, _)) in points)
        {
            if (QdrantState.Matches(request.Points.Filter, point))
            {
                points.TryRemove(id, out _);
            }
        }

        return Done();
    }

    public QueryResponse Query(QueryPoints request)
    {
        state.LastFilter = request.Filter;
        float[] wanted = [.. request.Query.Nearest.Dense.Data];
        var found = state.Of(request.CollectionName).Values
            .Where(p => QdrantState.Matches(request.Filter, p.Point))
            .Select(p =>
                (p.Point, Score: System.Numerics.Tensors.TensorPrimitives.CosineSimilarity<float>(wanted, p.Vector)))
            .OrderByDescending(p => p.Score).Take((int)request.Limit);
        return new QueryResponse
        {
            Result = { found.Select(
                p => new ScoredPoint { Id = p.Point.Id, Score = p.Score, Payload = { p.Point.Payload } }) },
        };
    }

    private static PointsOperationResponse Done() =>
        new() { Result = new UpdateResult { Status = UpdateStatus.Completed } };
}
