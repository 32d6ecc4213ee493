using OpsFlow.Api.Errors;

namespace OpsFlow.Api.Platform;

/// <summary>Signing in to the console.</summary>
internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/session", SignInAsync);
        routes.MapDelete("/api/v1/session", (HttpContext context) =>
        {
            context.Response.Cookies.Delete(AdminOnly.Cookie);
            return Results.NoContent();
        });
    }

    private static async Task<IResult> SignInAsync(HttpContext context, AdminKey key, CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<SessionBody>(context.Request, cancellationToken);
        if (body is null)
        {
            return error!;
        }

        if (!key.Matches(body.Key?.Trim()))
        {
            return Problem.Unauthenticated();
        }

        context.Response.Cookies.Append(AdminOnly.Cookie, key.SessionValue(), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(7),
            Path = "/",
        });
        return Results.NoContent();
    }

    private sealed record SessionBody(string? Key);
}
