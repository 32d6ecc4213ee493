using System.Globalization;
using System.Security.Claims;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Authentication;

/// <summary>Who calls, as claims: an id, a name and scopes, however they showed who they are.</summary>
internal static class Callers
{
    public const string AnyScheme = "OpsFlow";
    public const string KeyScheme = "Key";
    public const string SessionScheme = "Session";
    public const string TokenScheme = "Token";
    public const string Cookie = "opsflow_session";

    /// <summary>The holder of the local admin key, as the console names them.</summary>
    public const string Administrator = "console administrator";

    /// <summary>The id of the holder of the local admin key.</summary>
    public const string AdministratorId = "admin-key";

    // As the console shows it in each language.
    private static readonly string[] s_reserved = [Administrator, "콘솔 관리자"];

    private const string IdClaim = ClaimTypes.NameIdentifier;
    private const string ScopeClaim = "scope";
    private const string TicketClaim = "ticket";
    private const string StampClaim = "stamp";
    private const string EndClaim = "end";

    public static ClaimsPrincipal Principal(
        string scheme, string id, string name, IEnumerable<string> scopes, params Claim[] more) => new(
        new ClaimsIdentity(
            [
                new(IdClaim, id), new(ClaimTypes.Name, name), .. scopes.Select(s => new Claim(ScopeClaim, s)), .. more,
            ],
            scheme));

    public static string IdOf(ClaimsPrincipal caller) => caller.FindFirstValue(IdClaim) ?? "";

    // A token of somebody else's may have a name that is empty.
    public static string NameOf(ClaimsPrincipal caller) =>
        caller.Identity?.Name is { } name && !string.IsNullOrWhiteSpace(name) ? name : IdOf(caller);

    /// <summary>Whether a name is the administrator's, in whichever language, and nobody else's.</summary>
    public static bool IsReserved(string name) => s_reserved.Contains(ConsoleUser.NameOf(
        string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));

    public static IEnumerable<string> ScopesOf(ClaimsPrincipal caller) =>
        caller.FindAll(ScopeClaim).Select(c => c.Value);

    /// <summary>What a caller's key, session or token is known by, and its end.</summary>
    /// <param name="id">Its id; that of a session or token is listed when it is ended before its time.</param>
    /// <param name="stamp">The user's, which changes with password and role.</param>
    /// <param name="end">When it is over.</param>
    public static Claim[] Ticket(string id, string? stamp, DateTimeOffset? end) =>
    [
        new(TicketClaim, id), .. stamp is null ? Array.Empty<Claim>() : [new(StampClaim, stamp)],
        .. end is { } at ? [new(EndClaim, at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))]
            : Array.Empty<Claim>(),
    ];

    public static string? TicketOf(ClaimsPrincipal caller) => caller.FindFirstValue(TicketClaim);

    public static string? StampOf(ClaimsPrincipal caller) => caller.FindFirstValue(StampClaim);

    public static DateTimeOffset? EndOf(ClaimsPrincipal caller) => caller.FindFirstValue(EndClaim) is { } end
        ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(end, CultureInfo.InvariantCulture))
        : null;

    /// <summary>Whether a caller has all of these scopes: nobody can give or take what they do not have.</summary>
    public static bool HasAll(ClaimsPrincipal caller, IEnumerable<string> scopes)
    {
        var own = ScopesOf(caller).ToHashSet();
        return scopes.All(s => Scope.Sufficing(s).Any(own.Contains));
    }

    /// <summary>A policy for each scope, of the scope's name.</summary>
    public static void AddPolicies(IServiceCollection services)
    {
        var policies = services.AddAuthorizationBuilder();
        foreach (var scope in Scope.All)
        {
            policies.AddPolicy(scope, policy => policy.RequireClaim(ScopeClaim, Scope.Sufficing(scope)));
        }
    }
}
