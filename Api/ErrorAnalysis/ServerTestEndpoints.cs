using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Domain.Text;
using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>Tries what a server's settings say, before the first error does.</summary>
internal static class ServerTestEndpoints
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/servers/{id}/test-clone", CloneAsync)
        .WithTags("Servers").WithName("TestClone").Needs(Scope.Write)
        .WithSummary("Clones a server's repository with its token, and throws the clone away.")
        .Answers<CloneTest>(200).Problems(404);

    private static async Task<IResult> CloneAsync(
        ServerStore servers, GitClient git, RepositoryTokens tokens, Redactor redactor, string id,
        CancellationToken cancellationToken)
    {
        if (await servers.FindAsync(id, cancellationToken) is not { } server)
        {
            return Problem.NotFound(ProblemWords.Server);
        }

        try
        {
            server = await tokens.AddAsync(server, cancellationToken);
        }
        catch (GitHubException e)
        {
            return Results.Json(new CloneTest(false, null, null, redactor.Redact(e.Message)));
        }

        redactor.AddKnown(server.Token);
        using var deadline = new TimeLimit(s_patience, cancellationToken);
        var folder = Directory.CreateTempSubdirectory("opsflow-clone-").FullName;
        try
        {
            var clone = await git.CloneAsync(
                new()
                {
                    RepositoryUrl = server.RepositoryUrl,
                    Folder = Path.Combine(folder, "clone"),
                    Branch = server.Branch,
                    Credential = GitCredential.For(server.RepositoryUrl, server.Token),
                },
                null,
                deadline.Token);
            return Results.Json(new CloneTest(true, clone.Branch, clone.Commit, null));
        }
        catch (GitException e)
        {
            return Results.Json(new CloneTest(false, null, null, redactor.Redact(e.Message)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Results.Json(
                new CloneTest(false, null, null, ProblemWords.FormatTookLonger((int)s_patience.TotalSeconds)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
