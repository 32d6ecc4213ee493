namespace OpsFlow.Platform.Events;

/// <summary>Where an event is stored.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Seq">Its number in the stream.</param>
/// <param name="CreatedAt">When it was appended, Unix time in milliseconds.</param>
public sealed record EventPlace(string Stream, long Seq, long CreatedAt);
