using OpsFlow.Api.Errors;

namespace OpsFlow.Api.Platform;

/// <summary>Lets only the administrator through: the key as bearer token, or the console's session cookie.</summary>
internal sealed class AdminOnly(AdminKey key) : IEndpointFilter
{
    /// <summary>The console's cookie.</summary>
    public const string Cookie = "opsflow_session";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var header = request.Headers.Authorization.ToString();
        var isAdmin = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? key.Matches(header["Bearer ".Length..].Trim())
            : key.IsSession(request.Cookies[Cookie]);
        return isAdmin ? next(context) : ValueTask.FromResult<object?>(Problem.Unauthenticated());
    }
}
