using OpsFlow.Api.Errors;

namespace OpsFlow.Api.Authentication;

/// <summary>
/// Keeps pages of other sites from acting with the session of whoever looks at them. The cookie's SameSite alone does
/// not: another program's page on this host, at another port, is of the same site. And keeps what a page that shows one
/// user does from being done as another, who signed in elsewhere in the same browser.
/// </summary>
internal sealed class OwnPages(RequestDelegate next)
{
    /// <summary>The user whom a page shows, by the id that <c>GET /api/v1/session</c> tells.</summary>
    public const string UserHeader = "X-OpsFlow-User";

    private const string SessionPath = "/api/v1/session";

    /// <summary>Whether a request comes from a page of this origin, or from a program, which names no origin.</summary>
    public static bool IsOne(HttpRequest request) =>
        // Said by the browser itself, and right behind a proxy that changes the host as well.
        request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
            ? site is "same-origin" or "none"
            : request.Headers.Origin.ToString() is not { Length: > 0 } origin
                || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
                    && page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

    public Task InvokeAsync(HttpContext context) => !IsBySession(context) ? next(context)
        : !IsOne(context.Request)
            ? Problem.Create(403, "forbidden", ProblemWords.OtherSiteActs).ExecuteAsync(context)
        : IsOfAnother(context)
            ? Problem.Conflict("another_user", ProblemWords.FormatAnotherUser(Callers.NameOf(context.User)))
                .ExecuteAsync(context)
        : next(context);

    // Signing in is what makes somebody another user.
    private static bool IsOfAnother(HttpContext context) =>
        context.User.Identity?.AuthenticationType == Callers.SessionScheme
        && context.Request.Headers[UserHeader].ToString() is { Length: > 0 } shown
        && shown != Callers.IdOf(context.User)
        && !(HttpMethods.IsPost(context.Request.Method) && context.Request.Path == SessionPath);

    private static bool IsBySession(HttpContext context) =>
        !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
        && (context.User.Identity?.AuthenticationType == Callers.SessionScheme
            || context.Request.Path.StartsWithSegments(SessionPath));
}
