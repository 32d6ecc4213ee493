namespace OpsFlow.Api.Access;

/// <summary>All users, by name.</summary>
internal sealed record UserList(IEnumerable<UserView> Items);
