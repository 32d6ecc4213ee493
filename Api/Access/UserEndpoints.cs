using Microsoft.AspNetCore.Identity;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Access;

/// <summary>Users of the console.</summary>
internal static class UserEndpoints
{
    private const int MaxName = 64;
    private const int MinPassword = 12;
    private const int MaxPassword = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/users").WithTags("Access");
        group.MapGet("", async (AccessStore store, CancellationToken token) => Results.Json(new UserList(
                (await store.ReadAsync(token)).Users.Values.OrderBy(u => u.Name).Select(UserView.Of))))
            .WithName("ListUsers").Needs(Scope.Access).WithSummary("The users of the console.")
            .Answers<UserList>(200);
        group.MapPost("", AddAsync).WithName("AddUser").Needs(Scope.Access).WithSummary("Adds a user.")
            .AcceptsJson<UserBody>().Answers<UserView>(201).Problems(400, 409, 413);
        group.MapPut("/{id}", ChangeAsync).WithName("ChangeUser").Needs(Scope.Access)
            .WithSummary(
                "Changes a user's name or role; a password ends the user's sessions. With version, only the one that "
                + "was read.")
            .AcceptsJson<UserBody>().Answers<UserView>(200).Problems(400, 404, 409, 413);
        group.MapDelete("/{id}", RemoveAsync).WithName("RemoveUser").Needs(Scope.Access)
            .WithSummary("Removes a user and ends the user's sessions.").Answers(204).Problems(404);
    }

    private static Task<IResult> AddAsync(
        HttpContext context, AccessStore store, AccessList access, IPasswordHasher<ConsoleUser> passwords,
        TimeProvider time, CancellationToken token) => SaveAsync(
        context, store, access, passwords,
        new ConsoleUser
        {
            Id = Guid.CreateVersion7().ToString("n"),
            CreatedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        },
        isNew: true, token);

    private static async Task<IResult> ChangeAsync(
        HttpContext context, AccessStore store, AccessList access, IPasswordHasher<ConsoleUser> passwords, string id,
        CancellationToken token) =>
        (await store.ReadAsync(token)).Users.GetValueOrDefault(id) is { } user
            ? await SaveAsync(context, store, access, passwords, user, isNew: false, token)
            : Problem.NotFound(ProblemWords.User);

    private static async Task<IResult> SaveAsync(
        HttpContext context, AccessStore store, AccessList access, IPasswordHasher<ConsoleUser> passwords,
        ConsoleUser user, bool isNew, CancellationToken token)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<UserBody>(
            context.Request, RequestBody.MaxBytes, token, view: typeof(UserView));
        if (body is null)
        {
            return error!;
        }

        if (!isNew && body.Version is { } read && read != user.Version)
        {
            return Problem.ChangedMeanwhile();
        }

        var faults = new List<string>();
        // A new password would be a way into the account of somebody who may do more.
        if (!isNew && !Callers.HasAll(context.User, Scope.Of(user.Role)))
        {
            faults.Add(FaultWords.UserOverCaller);
        }

        user.Name = ConsoleUser.NameOf(body.Name ?? "");
        if (user.Name is not { Length: > 0 and <= MaxName } || user.Name.Any(char.IsControl))
        {
            faults.Add($"name: {FaultWords.FormatCharacters(1, MaxName)}");
        }
        else if (Callers.IsReserved(user.Name))
        {
            faults.Add($"name: {FaultWords.ReservedName}");
        }

        if (!EnumName.TryRead<Role>(body.Role, out var role))
        {
            faults.Add($"role: {FaultWords.FormatOneOf(string.Join(", ", Enum.GetNames<Role>()))}");
        }
        else if (!Callers.HasAll(context.User, Scope.Of(role)))
        {
            faults.Add($"role: {FaultWords.GiveOnlyOwn}");
        }

        if (isNew || body.Password is not null)
        {
            if (ConsoleUser.Typed(body.Password ?? "") is not { Length: >= MinPassword and <= MaxPassword } password)
            {
                faults.Add($"password: {FaultWords.FormatCharacters(MinPassword, MaxPassword)}");
            }
            else
            {
                user.PasswordHash = passwords.HashPassword(user, password);
                user.Stamp = Guid.NewGuid().ToString("n");
            }
        }

        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        user.Role = role;
        if (!await store.SaveAsync(user, token, isNew ? null : body.Version))
        {
            return !isNew && body.Version is { } expected && (await FindAsync())?.Version != expected
                ? Problem.ChangedMeanwhile()
                : Problem.Conflict("name_taken", ProblemWords.FormatUserNameTaken(user.Name));
        }

        await access.RefreshAsync(token);
        return Results.Json(
            UserView.Of(await FindAsync() ?? user),
            statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);

        async Task<ConsoleUser?> FindAsync() => (await store.ReadAsync(token)).Users.GetValueOrDefault(user.Id);
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context, AccessStore store, AccessList access, string id, CancellationToken token)
    {
        // Who may do less would otherwise leave nobody to set it right.
        if ((await store.ReadAsync(token)).Users.GetValueOrDefault(id) is { } user
            && !Callers.HasAll(context.User, Scope.Of(user.Role)))
        {
            return Problem.OverCaller(FaultWords.UserOverCaller);
        }

        var isThere = await store.RemoveUserAsync(id, token);
        await access.RefreshAsync(token);
        return isThere ? Results.NoContent() : Problem.NotFound(ProblemWords.User);
    }

    private sealed record UserBody(string? Name, string? Role, string? Password, long? Version = null);
}
