namespace UnaryGrpc;

/// <summary>Options of one call.</summary>
/// <param name="Timeout">Sent as <c>grpc-timeout</c> and enforced here too; null for none.</param>
/// <param name="Metadata">Headers of the call; a name ending in <c>-bin</c> takes base64 text.</param>
/// <param name="CancellationToken">Ends the call; the server sees a reset stream.</param>
public readonly record struct GrpcCallOptions(
    TimeSpan? Timeout = null,
    IReadOnlyCollection<KeyValuePair<string, string>>? Metadata = null,
    CancellationToken CancellationToken = default);
