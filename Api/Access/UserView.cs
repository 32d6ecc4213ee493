using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Access;

/// <summary>A user as shown.</summary>
/// <param name="Version">Sent back with a change: it is refused where somebody else changed the user meanwhile.</param>
internal sealed record UserView(string Id, string Name, Role Role, DateTimeOffset CreatedAt, long Version)
{
    public static UserView Of(ConsoleUser user) =>
        new(user.Id, user.Name, user.Role, DateTimeOffset.FromUnixTimeMilliseconds(user.CreatedAt), user.Version);
}
