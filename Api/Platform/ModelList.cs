namespace OpsFlow.Api.Platform;

/// <summary>All models.</summary>
internal sealed record ModelList(IEnumerable<ModelView> Items);
