namespace OpsFlow.Api.Access;

/// <summary>A session of the console as it is shown.</summary>
/// <param name="Name">Who is signed in.</param>
/// <param name="UserId">Who, as GET /api/v1/session tells it.</param>
/// <param name="LastSeenAt">When it last asked for something, to the minute.</param>
/// <param name="IsThis">Whether it is the one that asks.</param>
internal sealed record OpenSession(
    string Id, string UserId, string Name, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt, bool IsThis);
