namespace Temporalio.Runtime;

/// <summary>How to talk to a collector.</summary>
public enum OpenTelemetryProtocol
{
    /// <summary>OTLP over gRPC.</summary>
    Grpc,

    /// <summary>OTLP over HTTP, as protocol buffers.</summary>
    Http,
}
