namespace OpsFlow.Platform.Events;

/// <summary>A stream on which a pipeline tells that something changed, for pages that then look again.</summary>
/// <param name="Name">The stream; also what pages know the pipeline by.</param>
public sealed record NoticeStream(string Name);
