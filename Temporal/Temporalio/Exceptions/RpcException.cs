using Temporalio.Api.Common.V1;

namespace Temporalio.Exceptions;

/// <summary>The server refused a call, or it could not be reached.</summary>
public class RpcException : TemporalException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="code">The gRPC status code.</param>
    /// <param name="message">The status message.</param>
    /// <param name="rawStatus">The serialised <c>google.rpc.Status</c>, if the server sent one.</param>
    public RpcException(StatusCode code, string message, byte[]? rawStatus)
        : base(message)
    {
        Code = code;
        RawStatus = rawStatus;
        GrpcStatus = new Lazy<GrpcStatus?>(
            () => rawStatus is null ? null : Api.Common.V1.GrpcStatus.Parser.ParseFrom(rawStatus));
    }

    /// <summary>Status codes of gRPC.</summary>
    public enum StatusCode
    {
        /// <summary>Success.</summary>
        OK = 0,

        /// <summary>The caller cancelled.</summary>
        Cancelled = 1,

        /// <summary>An error without a better code.</summary>
        Unknown = 2,

        /// <summary>The request is wrong whatever the state of the system.</summary>
        InvalidArgument = 3,

        /// <summary>The deadline passed.</summary>
        DeadlineExceeded = 4,

        /// <summary>What was asked for does not exist.</summary>
        NotFound = 5,

        /// <summary>What was to be made exists.</summary>
        AlreadyExists = 6,

        /// <summary>The caller may not do this.</summary>
        PermissionDenied = 7,

        /// <summary>No valid credentials.</summary>
        Unauthenticated = 16,

        /// <summary>A quota or limit is reached.</summary>
        ResourceExhausted = 8,

        /// <summary>The system is not in a state for this.</summary>
        FailedPrecondition = 9,

        /// <summary>A conflict with a concurrent call.</summary>
        Aborted = 10,

        /// <summary>Past the valid range.</summary>
        OutOfRange = 11,

        /// <summary>The method does not exist there.</summary>
        Unimplemented = 12,

        /// <summary>An invariant is broken.</summary>
        Internal = 13,

        /// <summary>The service cannot be reached now; retry.</summary>
        Unavailable = 14,

        /// <summary>Data is lost or damaged.</summary>
        DataLoss = 15,
    }

    /// <summary>The gRPC status code.</summary>
    public StatusCode Code { get; }

    /// <summary>The serialised <c>google.rpc.Status</c>, or null.</summary>
    public byte[]? RawStatus { get; }

    /// <summary>The parsed <see cref="RawStatus"/>; its value is null when there is none.</summary>
    public Lazy<GrpcStatus?> GrpcStatus { get; }
}
