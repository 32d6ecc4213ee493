using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Platform.Access;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>The registry of servers.</summary>
internal static class ServerEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/servers").WithTags("Servers");
        group.MapGet("", async (HttpContext context, ServerStore servers, CancellationToken token) =>
                Results.Json(new ServerList(
                    (await servers.ListAsync(token)).Select(s => ServerView.Of(s, MayReport(context))))))
            .WithName("ListServers").Needs(Scope.Read).WithSummary("All servers that may report errors.")
            .Answers<ServerList>(200);
        group.MapGet("/{id}", async (HttpContext context, ServerStore servers, string id, CancellationToken token) =>
                await servers.FindAsync(id, token) is { } server
                    ? Results.Json(ServerView.Of(server, MayReport(context)))
                    : Problem.NotFound(ProblemWords.Server))
            .WithName("GetServer").Needs(Scope.Read).WithSummary("A server; its secrets are not shown.")
            .Answers<ServerView>(200).Problems(404);
        group.MapPost(
                "",
                (HttpContext context, ServerStore servers, ServerDirectory directory, GitHubOptions gitHub,
                    CancellationToken token) =>
                    SaveAsync(context, servers, directory, gitHub, null, token))
            .WithName("AddServer").Needs(Scope.Write).WithSummary("Registers a server.")
            .AcceptsJson<ServerBody>().Answers<ServerView>(201).Problems(400, 409, 413);
        group.MapPut(
                "/{id}",
                (HttpContext context, ServerStore servers, ServerDirectory directory, GitHubOptions gitHub,
                    string id, CancellationToken token) =>
                    SaveAsync(context, servers, directory, gitHub, id, token))
            .WithName("ChangeServer").Needs(Scope.Write)
            .WithSummary(
                "Replaces a server; absent secrets stay as they are. With version, only the one that was read.")
            .AcceptsJson<ServerBody>().Answers<ServerView>(200).Problems(400, 404, 409, 413);
        group.MapPost("/{id}/report-key", RotateAsync).WithName("RotateReportKey").Needs(Scope.Write)
            .WithSummary("Makes another key for a server's reports; the one of before is refused from now on.")
            .Answers<ServerView>(200).Problems(404);
        group.MapDelete("/{id}", DeleteAsync).WithName("RemoveServer").Needs(Scope.Write)
            .WithSummary("Removes a server and cancels its open analyses.").Answers(204).Problems(404, 503);
    }

    private static bool MayReport(HttpContext context) => Callers.HasAll(context.User, [Scope.Write]);

    private static async Task<IResult> RotateAsync(
        ServerStore servers, ServerDirectory directory, string id, CancellationToken token)
    {
        if (!await servers.RotateReportKeyAsync(id, token))
        {
            return Problem.NotFound(ProblemWords.Server);
        }

        directory.Invalidate();
        return await servers.FindAsync(id, token) is { } server
            ? Results.Json(ServerView.Of(server, mayReport: true))
            : Problem.NotFound(ProblemWords.Server);
    }

    private static async Task<IResult> DeleteAsync(
        ServerStore servers, ServerDirectory directory, AnalysisStore analyses, AnalysisRuns runs, string id,
        CancellationToken token)
    {
        if (await servers.FindAsync(id, token) is null)
        {
            return Problem.NotFound(ProblemWords.Server);
        }

        // What they wait for could not be published any more.
        foreach (var open in await analyses.ListOpenAsync(id, token))
        {
            await runs.CancelAsync(open, token);
        }

        var deleted = await servers.DeleteAsync(id, token);
        directory.Invalidate();
        return deleted ? Results.NoContent() : Problem.NotFound(ProblemWords.Server);
    }

    private static async Task<IResult> SaveAsync(
        HttpContext context, ServerStore servers, ServerDirectory directory, GitHubOptions gitHub, string? id,
        CancellationToken token)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<ServerBody>(
            context.Request, RequestBody.MaxBytes, token, view: typeof(ServerView));
        if (body is null)
        {
            return error!;
        }

        var existing = id is null ? null : await servers.FindAsync(id, token);
        if (id is not null && existing is null)
        {
            return Problem.NotFound(ProblemWords.Server);
        }

        if (body.Version is { } read && existing is not null && read != existing.Version)
        {
            return Problem.ChangedMeanwhile();
        }

        var faults = body.Validate(gitHub.Host);
        if (faults.Count == 0)
        {
            faults.AddRange(body.SecretFaults(existing));
        }

        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var server = body.ToRecord(existing);
        if (!await servers.SaveAsync(
            server, token, body.RotateReportKey == true, existing is null ? null : body.Version))
        {
            return existing is not null && body.Version is { } expected
                && (await servers.FindAsync(server.Id, token))?.Version != expected
                ? Problem.ChangedMeanwhile()
                : Problem.Conflict("name_taken", ProblemWords.FormatServerNameTaken(server.Name));
        }

        directory.Invalidate();
        // Somebody else may have made another key meanwhile.
        server = await servers.FindAsync(server.Id, token) ?? server;
        return id is null
            ? Results.Json(ServerView.Of(server, mayReport: true), statusCode: StatusCodes.Status201Created)
            : Results.Json(ServerView.Of(server, mayReport: true));
    }
}
