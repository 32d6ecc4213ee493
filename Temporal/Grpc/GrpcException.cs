using Google.Protobuf;

namespace UnaryGrpc;

/// <summary>
/// A call that ended with a status other than OK. On the server, throwing it sets the status that the caller sees;
/// on the client, it carries what the server said or how the transport failed.
/// </summary>
public sealed class GrpcException : Exception
{
    /// <summary>Makes an exception of a status.</summary>
    /// <param name="statusCode">Any code but <see cref="GrpcStatusCode.OK"/>.</param>
    /// <param name="message">The status message; may be empty.</param>
    /// <param name="statusDetails">A serialised <c>google.rpc.Status</c>, sent as <c>grpc-status-details-bin</c>.</param>
    /// <param name="innerException">The transport's own error, if any.</param>
    public GrpcException(
        GrpcStatusCode statusCode,
        string message,
        ByteString? statusDetails = null,
        Exception? innerException = null)
        : base(message, innerException)
    {
        StatusCode = statusCode;
        StatusDetails = statusDetails;
    }

    /// <summary>The status code.</summary>
    public GrpcStatusCode StatusCode { get; }

    /// <summary>A serialised <c>google.rpc.Status</c> with details, or null.</summary>
    public ByteString? StatusDetails { get; }
}
