using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Domain.CodeAnalysis.SourceMaps;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Objects;
using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Source maps of a server's built scripts, for those whose repository does not hold them.</summary>
internal static class SourceMapEndpoints
{
    private const int MaxName = 300;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/servers/{id}/source-maps/{script}").WithTags("Servers");
        group.MapPut("", KeepAsync).WithName("UploadSourceMap").Needs(Scope.Write)
            .WithSummary("Keeps the source map of a built script, by the script's file name.")
            .AcceptsJson<object>().Answers(204).Problems(400, 404, 413);
        group.MapDelete("", ForgetAsync).WithName("RemoveSourceMap").Needs(Scope.Write)
            .WithSummary("Forgets the source map of a built script.").Answers(204).Problems(404);
    }

    private static async Task<IResult> KeepAsync(
        HttpContext context, ServerStore servers, IObjectStore objects, string id, string script,
        CancellationToken cancellationToken)
    {
        if (await servers.FindAsync(id, cancellationToken) is not { } server)
        {
            return Problem.NotFound(ProblemWords.Server);
        }

        var (body, unreadable) = await ReportBody.ReadAsync(context.Request, SourceMap.MaxBytes, cancellationToken);
        if (unreadable is not null)
        {
            return unreadable;
        }

        if (script.Length > MaxName || !SourceMap.IsOne(body))
        {
            return Problem.Invalid([$"body: {FaultWords.SourceMap}"]);
        }

        await objects.WriteAsync(
            SourceMapFinder.KeyOf(server.Id, script), body, "application/json", cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> ForgetAsync(
        ServerStore servers, IObjectStore objects, string id, string script, CancellationToken cancellationToken)
    {
        if (await servers.FindAsync(id, cancellationToken) is not { } server)
        {
            return Problem.NotFound(ProblemWords.Server);
        }

        await objects.DeleteAsync(SourceMapFinder.KeyOf(server.Id, script), cancellationToken);
        return Results.NoContent();
    }
}
