namespace Temporalio.Client;

/// <summary>How requests are compressed.</summary>
public abstract record GrpcCompression
{
    private GrpcCompression()
    {
    }

    /// <summary>Requests of 4 KiB and more are compressed with gzip.</summary>
    public sealed record Gzip() : GrpcCompression;

    /// <summary>Requests are not compressed.</summary>
    public sealed record None() : GrpcCompression;
}
