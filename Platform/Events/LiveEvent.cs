namespace OpsFlow.Platform.Events;

/// <summary>A row of a stream.</summary>
public sealed class LiveEvent
{
    /// <summary>The stream.</summary>
    public string Stream { get; set; } = "";

    /// <summary>Its place in the stream, greater than that of every event before.</summary>
    public long Seq { get; set; }

    /// <summary>What kind of event; the name of the SSE event.</summary>
    public string Kind { get; set; } = "";

    /// <summary>JSON.</summary>
    public string Data { get; set; } = "";

    /// <summary>When, in Unix milliseconds.</summary>
    public long CreatedAt { get; set; }
}
