using Scalar.AspNetCore;

namespace OpsFlow.Api.Documentation;

/// <summary><c>/openapi/v1.json</c>, and <c>/docs</c> to read it.</summary>
internal static class DocumentationEndpoints
{
    public const string Docs = "/docs";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi();
        routes.MapScalarApiReference(Docs, scalar =>
        {
            scalar.Title = "OpsFlow's API";
            // Everything else comes from the assembly; the fonts would come from elsewhere.
            scalar.DefaultFonts = false;
            scalar.Telemetry = false;
            scalar.ProxyUrl = null;
        });
    }
}
