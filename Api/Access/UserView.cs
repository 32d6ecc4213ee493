using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Access;

/// <summary>A user as shown.</summary>
internal sealed record UserView(string Id, string Name, Role Role, DateTimeOffset CreatedAt)
{
    public static UserView Of(ConsoleUser user) =>
        new(user.Id, user.Name, user.Role, DateTimeOffset.FromUnixTimeMilliseconds(user.CreatedAt));
}
