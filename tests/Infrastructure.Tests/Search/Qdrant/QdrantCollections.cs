using Grpc.Core;
using Qdrant.Client.Grpc;

namespace OpsFlow.Infrastructure.Tests.Search.Qdrant;

/// <summary>The methods of <c>qdrant.Collections</c> that are used.</summary>
internal sealed class QdrantCollections(QdrantState state)
{
    public CollectionExistsResponse CollectionExists(CollectionExistsRequest request) =>
        new() { Result = new CollectionExists { Exists = state.Collections.ContainsKey(request.CollectionName) } };

    public CollectionOperationResponse Create(CreateCollection request)
    {
        if (!state.Collections.TryAdd(request.CollectionName, request.VectorsConfig.Params))
        {
            throw new RpcException(new Status(
                StatusCode.AlreadyExists, $"Wrong input: Collection `{request.CollectionName}` already exists!"));
        }

        state.Points[request.CollectionName] = [];
        return new CollectionOperationResponse { Result = true };
    }

    public GetCollectionInfoResponse Get(GetCollectionInfoRequest request)
    {
        state.Of(request.CollectionName);
        return new GetCollectionInfoResponse
        {
            Result = new CollectionInfo
            {
                Config = new CollectionConfig
                {
                    Params = new CollectionParams
                    {
                        VectorsConfig = new VectorsConfig { Params = state.Collections[request.CollectionName] },
                    },
                },
            },
        };
    }
}
