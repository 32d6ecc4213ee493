using OpsFlow.Api.Errors;

namespace OpsFlow.Api.Authentication;

/// <summary>
/// Keeps pages of other sites from acting with the session of whoever looks at them. The cookie's SameSite alone does
/// not: another program's page on this host, at another port, is of the same site.
/// </summary>
internal sealed class OwnPages(RequestDelegate next)
{
    /// <summary>Whether a request comes from a page of this origin, or from a program, which names no origin.</summary>
    public static bool IsOne(HttpRequest request) =>
        // Said by the browser itself, and right behind a proxy that changes the host as well.
        request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
            ? site is "same-origin" or "none"
            : request.Headers.Origin.ToString() is not { Length: > 0 } origin
                || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
                    && page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));

    public Task InvokeAsync(HttpContext context) => IsBySession(context) && !IsOne(context.Request)
        ? Problem.Create(403, "forbidden", ProblemWords.OtherSiteActs).ExecuteAsync(context)
        : next(context);

    private static bool IsBySession(HttpContext context) =>
        !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
        && (context.User.Identity?.AuthenticationType == Callers.SessionScheme
            || context.Request.Path.StartsWithSegments("/api/v1/session"));
}
