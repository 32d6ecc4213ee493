namespace OpsFlow.Api.Access;

/// <summary>All keys, the oldest first.</summary>
internal sealed record KeyList(IEnumerable<KeyView> Items);
