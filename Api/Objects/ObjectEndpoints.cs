using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Platform.Objects;

namespace OpsFlow.Api.Objects;

/// <summary>Pictures by links that end by themselves; the link is the permission.</summary>
internal static class ObjectEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/api/v1/objects/{token}",
            async (string token, HttpContext context, ObjectLinks links, IObjectStore objects,
                CancellationToken cancellationToken) =>
            {
                if (links.Open(token) is not { } link
                    || await objects.ReadAsync(link.Key, cancellationToken) is not { } bytes)
                {
                    return Problem.NotFound(ProblemWords.Object);
                }

                context.Response.Headers.CacheControl = "private, max-age=3600";
                return Results.Bytes(bytes, link.ContentType);
            })
        .WithTags("Objects").WithName("GetObject").WithSummary("A picture by its link.")
        .Produces(200).Problems(404);
}
