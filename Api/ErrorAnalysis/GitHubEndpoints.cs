using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Infrastructure.GitHub;
using OpsFlow.Platform.Access;
using OpsFlow.Records.ErrorAnalysis;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary><c>POST /api/v1/github/webhook</c>: a pull request was merged or closed.</summary>
internal static class GitHubEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/github/webhook", ReceiveAsync)
        .WithTags("Callbacks").WithName("ReceiveGitHubEvent")
        .WithSummary("A pull request was merged or closed; signed by GitHub.")
        .Answers<AnalysisAnswer>(200).Problems(400, 401, 413, 503);

    private static async Task<IResult> ReceiveAsync(
        HttpContext context, GitHubOptions options, AnalysisStore analyses, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(context.Request, RequestBody.MaxBytes, cancellationToken) is not { } body)
        {
            return Problem.TooLarge(RequestBody.MaxBytes);
        }

        var signature = context.Request.Headers["X-Hub-Signature-256"].ToString();
        if (string.IsNullOrEmpty(options.WebhookSecret)
            || !WebhookSignature.VerifyGitHub(options.WebhookSecret, signature, body.Span))
        {
            return Problem.BadSignature();
        }

        if (context.Request.Headers["X-GitHub-Event"].ToString() != "pull_request")
        {
            return Results.Json(new AnalysisAnswer("ignored"));
        }

        // GitHub's page for webhooks has the form chosen when it opens.
        var json = context.Request.HasFormContentType
            ? Encoding.UTF8.GetBytes(FormPayload.Read(body).GetValueOrDefault(FormPayload.Field).ToString())
            : body;
        if (Read(json) is not { } change)
        {
            return Problem.Invalid([$"body: {FaultWords.PullRequestEvent}"]);
        }

        var id = await analyses.SetPullRequestStateAsync(change, cancellationToken);
        return Results.Json(new AnalysisAnswer(id is null ? "ignored" : "updated", id));
    }

    private static PullRequestChange? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (JsonNode.Parse(body.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 40 })
                    is JsonObject json
                && json["pull_request"] is JsonObject pull
                && pull["html_url"]?.GetValue<string>() is { } url
                && State(pull) is { } state)
            {
                return new(
                    url, Number(pull, url), pull["head"]?["ref"]?.GetValue<string>(), state,
                    PullRequestChange.MarkedIn((pull["body"] as JsonValue)?.ToString() ?? ""));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Answered as invalid below.
        }

        return null;
    }

    private static long? Number(JsonObject pull, string url) =>
        pull["number"] is JsonValue value && value.TryGetValue<long>(out var number) ? number
        : long.TryParse(url[(url.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out number)
            ? (long?)number : null;

    // GitHub's own state knows no merge: a merged pull request is closed.
    private static PullRequestState? State(JsonObject pull) => pull["state"]?.GetValue<string>() switch
    {
        _ when pull["merged"]?.GetValue<bool>() == true => PullRequestState.Merged,
        "open" => PullRequestState.Open,
        "closed" => PullRequestState.Closed,
        _ => null,
    };
}
