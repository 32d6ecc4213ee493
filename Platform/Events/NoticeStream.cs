namespace OpsFlow.Platform.Events;

/// <summary>A stream on which a pipeline tells that something changed, for pages that then look again.</summary>
/// <param name="Name">The stream; also what pages know the pipeline by.</param>
/// <param name="IsPrivate">Whether what has an <c>owner</c> is told to that user only.</param>
public sealed record NoticeStream(string Name, bool IsPrivate = false);
