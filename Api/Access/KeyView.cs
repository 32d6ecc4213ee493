using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Access;

/// <summary>A key as it is shown.</summary>
/// <param name="Prefix">The beginning of the key, to tell it from others.</param>
/// <param name="LastUsedAt">To the minute; null if it was not used yet.</param>
internal sealed record KeyView(
    string Id, string Prefix, string Name, IReadOnlyList<string> Scopes, string CreatedBy, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    public static KeyView Of(ApiKey key) => new(
        key.Id, key.Prefix, key.Name, Scope.Split(key.Scopes), key.CreatedBy, Time(key.CreatedAt)!.Value,
        Time(key.ExpiresAt), Time(key.LastUsedAt), Time(key.RevokedAt));

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
