using System.Text;
using OpsFlow.Activities.ErrorAnalysis.Notifications;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Exceptions;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary><c>POST /api/v1/slack/actions</c>: somebody pressed a button.</summary>
internal static class SlackEndpoints
{
    private const int MaxBytes = 256 * 1024;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/slack/actions", ReceiveAsync)
        .WithTags("Callbacks").WithName("ReceiveSlackAction")
        .WithSummary("A button in Slack was pressed; signed by Slack.")
        .Answers<SlackAnswer>(200).Problems(400, 401, 413, 503);

    private static async Task<IResult> ReceiveAsync(
        HttpContext context,
        SlackOptions options,
        AnalysisStore analyses,
        ServerStore servers,
        AnalysisRuns runs,
        PrivateReplies replies,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(context.Request, MaxBytes, cancellationToken) is not { } body)
        {
            return Problem.TooLarge(MaxBytes);
        }

        var headers = context.Request.Headers;
        if (string.IsNullOrEmpty(options.SigningSecret) || !SlackSignature.Verify(
            options.SigningSecret,
            headers["X-Slack-Request-Timestamp"].ToString(),
            headers["X-Slack-Signature"].ToString(),
            body.Span,
            time.GetUtcNow()))
        {
            return Problem.BadSignature();
        }

        var form = FormPayload.Read(body);
        var payload = form.GetValueOrDefault(FormPayload.Field).ToString();
        if (SlackInteraction.Parse(payload) is not { } click)
        {
            // Slack shows people a warning at any other answer to what is of no use here.
            return form.ContainsKey("ssl_check") || form.ContainsKey("command") || SlackInteraction.IsOther(payload)
                || SlackInteraction.IsOther(Encoding.UTF8.GetString(body.Span))
                ? Results.Ok()
                : Problem.Invalid([$"payload: {FaultWords.BlockActions}"]);
        }

        var (status, text) = await DecideAsync(click, analyses, servers, runs, cancellationToken);
        if (text is not null && click.ResponseUrl is { } responseUrl)
        {
            replies.Send(responseUrl, text);
        }

        return Results.Json(new SlackAnswer(status, text));
    }

    private static async Task<(string Status, string? Text)> DecideAsync(
        SlackInteraction click,
        AnalysisStore analyses,
        ServerStore servers,
        AnalysisRuns runs,
        CancellationToken cancellationToken)
    {
        var kind = click.ActionId switch
        {
            SlackAnalysisMessage.ApproveAction => DecisionKind.Approve,
            SlackAnalysisMessage.RejectAction => DecisionKind.Reject,
            _ => (DecisionKind?)null,
        };
        if (kind is null || click.Value.Split(':', 2) is not [var id, var patchHash])
        {
            // A link button, say: Slack tells of those too.
            return ("ignored", null);
        }

        if (id.Length > 64 || await analyses.FindAsync(id, cancellationToken) is not { } record)
        {
            return ("unknown_analysis", ProblemWords.AnalysisGone);
        }

        var server = await servers.FindAsync(record.ServerId, cancellationToken);
        if (server is null)
        {
            return ("server_removed", ProblemWords.ServerRemoved);
        }

        using var language = Language.Use(server.Locale);
        // Entries of before may hold a mention.
        if (!server.Approvers.Any(a => SlackIds.User(a) == click.UserId))
        {
            return ("forbidden", ProblemWords.FormatNotApprover(server.Name));
        }

        if (record.State != AnalysisState.AwaitingApproval)
        {
            return ("already_decided", AnalysisDecisions.DecidedAlready(record)
                ?? ProblemWords.FormatNothingToDecide(StateNames.Of(record.State)));
        }

        if (record.Current.Prepared?.Hash != patchHash)
        {
            return ("stale", ProblemWords.FixChanged);
        }

        try
        {
            var decision = runs.Sealed(
                id, new Decision(
                    kind.Value, Callers.IsReserved(click.UserName) ? click.UserId : click.UserName, "slack", patchHash,
                    ById: click.UserId));
            await runs.Handle(id).SignalAsync(
                w => w.DecideAsync(decision), new() { Rpc = EngineCall.Brief(cancellationToken) });
            return ("accepted", null);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return ("already_decided", ProblemWords.AnalysisOver);
        }
    }
}
