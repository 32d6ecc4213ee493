namespace OpsFlow.Platform.Access;

/// <summary>Somebody who is signed in to the console, as others may see it.</summary>
/// <param name="Id">What it is known by. Made of the ticket's id, which cannot be told from it.</param>
/// <param name="UserId">Whose; null for the holder of the admin key.</param>
/// <param name="Stamp">The user's or the key's when it began: with another one it is over.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="LastSeenAt">When it last asked for something, to the minute.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
public sealed record ConsoleSession(
    string Id, string? UserId, string Stamp, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt);
