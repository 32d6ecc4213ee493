using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.Streaming;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Workflows.ChatTurn;
using Temporalio.Exceptions;

namespace OpsFlow.Api.ChatTurn;

/// <summary>Sending messages, following and stopping their turns, reading conversations.</summary>
internal static class ChatEndpoints
{
    private const int MaxPage = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/chat").WithTags("Chat");
        group.MapPost("/{sessionId}/messages", ChatSending.SendAsync).WithName("SendChatMessage").Needs(Scope.Use)
            .WithSummary("Sends a message. It is stored before the answer; the same clientId is the same turn, and "
                + "refused with another text.")
            .WithDescription(
                "Optional: location ({latitude, longitude} or words), model, language (ko, en), and a picture of what "
                + "the message is about: image (base64) or imageUrl (public).")
            .AcceptsJson<ChatSending.MessageBody>().Answers<TurnAccepted>(202).Problems(400, 409, 413, 422);
        group.MapGet("", ListAsync).WithName("ListConversations").Needs(Scope.Use)
            .WithSummary("A page of the caller's conversations, the latest first.")
            .Answers<ConversationPage>(200).Problems(400);
        group.MapGet("/{sessionId}/messages", MessagesAsync).WithName("ListChatMessages").Needs(Scope.Use)
            .WithSummary("A page of a conversation's messages, the latest first.")
            .Answers<ChatMessagePage>(200).Problems(400);
        group.MapGet("/jobs/{id}", GetAsync).WithName("GetChatTurn").Needs(Scope.Use)
            .WithSummary("A turn with its nodes, grade, cost and what is written so far.")
            .Answers<TurnDetail>(200).Problems(403, 404);
        group.MapGet("/jobs/{id}/events", FollowAsync).WithName("FollowChatTurn").Needs(Scope.Use)
            .WithSummary("Events of a turn, after Last-Event-ID or ?after=; the last one is 'end'.")
            .AnswersEvents().Problems(404);
        group.MapPost("/jobs/{id}/cancel", CancelAsync).WithName("CancelChatTurn").Needs(Scope.Use)
            .WithSummary("Stops a turn; what is written is kept.").Answers<TurnAccepted>(202).Problems(404, 409);
        group.MapPost("/jobs/{id}/input", InputAsync).WithName("AnswerChatTurn").Needs(Scope.Use)
            .WithSummary("Says where the person is, when the turn asks.")
            .AcceptsJson<InputBody>().Answers<TurnAccepted>(200).Problems(400, 404, 409);
    }

    internal static IResult Accepted(string id, TurnState state, int status = StatusCodes.Status202Accepted) =>
        Results.Json(new TurnAccepted(id, $"/api/v1/chat/jobs/{id}/events", state), statusCode: status);

    private static async Task<IResult> ListAsync(
        HttpContext context, ChatStore chats, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        var before = PageCursor.Read(cursor, faults);
        var size = PageSize.Read(limit, 20, MaxPage, faults);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var page = await chats.ListConversationsAsync(Callers.IdOf(context.User), before, size, cancellationToken);
        return Results.Json(new ConversationPage(
            page.Select(ChatViews.Of), page.Count == size ? PageCursor.Of(page[^1].UpdatedAt, page[^1].Id) : null));
    }

    private static async Task<IResult> MessagesAsync(
        HttpContext context, ChatStore chats, DraftStore drafts, ChatPictures pictures, string sessionId,
        string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        long? before = null;
        if (cursor is not null)
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                faults.Add($"cursor: {FaultWords.Cursor}");
            }

            before = position;
        }

        var size = PageSize.Read(limit, 50, MaxPage, faults);
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var conversation = ChatIds.Of("conversation", Callers.IdOf(context.User), sessionId);
        // Read before the messages: a turn that ends between the two is listed and followed, and not neither of both.
        var open = (await chats.FindConversationAsync(conversation, cancellationToken))?.OpenTurn;
        var page = await chats.ListMessagesAsync(conversation, before, size, cancellationToken);
        var draft = await drafts.WaitingAsync(conversation, cancellationToken);
        var images = await chats.ImagesAsync(page.Select(m => m.TurnId), cancellationToken);
        return Results.Json(new ChatMessagePage(
            page.Select(m => ChatViews.Of(
                m, pictures.LinksOf(
                    images.GetValueOrDefault(m.TurnId), m.Role == "user" ? TurnImage.Sent : TurnImage.Made))),
            page.Count == size ? page[^1].Position.ToString(CultureInfo.InvariantCulture) : null, open,
            draft is not null));
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, ChatStore chats, ModelLedger ledger, string id, CancellationToken cancellationToken)
    {
        var (turn, error) = await FindAsync(chats, context.User, id, cancellationToken);
        if (turn is null)
        {
            return error!;
        }

        var calls = await ledger.ListAsync(ChatTurnWorkflow.IdOf(id), cancellationToken);
        var nodes = await chats.NodesAsync(id, cancellationToken);
        var session = turn.UserId == Callers.IdOf(context.User)
            ? (await chats.FindConversationAsync(turn.ConversationId, cancellationToken))?.SessionId
            : null;
        return Results.Json(new TurnDetail(
            turn.Id, ChatTurnWorkflow.IdOf(turn.Id), session, turn.ClientId, turn.State,
            LostRun.InWords(turn.Detail), turn.Message,
            await chats.WrittenAsync(id, cancellationToken), Json(turn.Plan), Json(turn.Grade), turn.ClassifyModel,
            turn.AnswerModel, nodes.Select(ChatViews.OfNode), calls.Sum(c => c.Amount ?? 0),
            ChatViews.At(turn.CreatedAt), turn.EndedAt is { } ended ? ChatViews.At(ended) : null));
    }

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);

    private static async Task<IResult> FollowAsync(
        HttpContext context, ChatStore chats, LiveStreams streams, ChatMeter meter, string id,
        CancellationToken cancellationToken)
    {
        var (turn, error) = await FindAsync(chats, context.User, id, cancellationToken);
        return turn is null
            ? error!
            : await streams.FollowAsync(
                context,
                new(
                    ChatStore.StreamOf(id),
                    async token => await chats.FindStateAsync(id, token) is not { } state || ChatStore.IsFinal(state),
                    FollowedStream.OfRun),
                meter);
    }

    private static async Task<IResult> CancelAsync(
        HttpContext context, ChatStore chats, ChatRuns runs, string id, CancellationToken cancellationToken)
    {
        var (turn, error) = await FindAsync(chats, context.User, id, cancellationToken, isOwn: true);
        if (turn is null)
        {
            return error!;
        }

        // In the store first: every worker sees it, also while the engine is away.
        if (!await chats.AskToStopAsync(id, cancellationToken))
        {
            return Problem.Conflict("not_running", ProblemWords.FormatTurnIs(StateNames.Of(turn.State)));
        }

        try
        {
            await runs.Handle(id).CancelAsync(new() { Rpc = EngineCall.Rpc(cancellationToken) });
        }
        catch (RpcException)
        {
            // Not started yet, or the engine is away: it stops as soon as it begins.
        }

        return Accepted(id, turn.State);
    }

    private static async Task<IResult> InputAsync(
        HttpContext context, ChatStore chats, ChatRuns runs, string id, CancellationToken cancellationToken)
    {
        var (body, bodyError) = await RequestBody.ReadJsonAsync<InputBody>(context.Request, cancellationToken);
        if (body is null)
        {
            return bodyError!;
        }

        var faults = new List<string>();
        var place = ChatSending.Place(body.Location, faults);
        if (faults.Count > 0 || place is null)
        {
            return Problem.Invalid(faults.Count > 0 ? faults : [$"location: {FaultWords.Required}"]);
        }

        var (turn, error) = await FindAsync(chats, context.User, id, cancellationToken, isOwn: true);
        if (turn is null)
        {
            return error!;
        }

        if (turn.State != TurnState.NeedsInput)
        {
            return Problem.Conflict("not_asking", ProblemWords.FormatTurnNotAsking(StateNames.Of(turn.State)));
        }

        var answer = runs.Sealed(id, new(place, Callers.IdOf(context.User), ChatTurnWorkflow.Location));
        return await SubmittedAnswer.OfAsync(
            runs.Handle(id).ExecuteUpdateAsync(
                w => w.SubmitAnswerAsync(answer), new() { Rpc = EngineCall.Rpc(cancellationToken) }),
            Accepted(id, TurnState.Nodes, StatusCodes.Status200OK),
            ("answer_refused", ProblemWords.AnswerAtSameMoment), ("not_asking", ProblemWords.TurnOver));
    }

    // Unknown ones are not found, another user's are forbidden: ids cannot be guessed. Who looks after what failed may
    // open them; who may only look on must not follow what a stranger talks about.
    private static async Task<(TurnRecord? Turn, IResult? Error)> FindAsync(
        ChatStore chats, ClaimsPrincipal caller, string id, CancellationToken cancellationToken,
        bool isOwn = false) =>
        await chats.FindAsync(id, cancellationToken) is not { } turn ? (null, Problem.NotFound(ProblemWords.Turn))
        : turn.UserId == Callers.IdOf(caller) || (!isOwn && Callers.HasAll(caller, [Scope.Decide])) ? (turn, null)
        : (null, Problem.Create(403, "forbidden", ProblemWords.OtherUsersTurn));

    private sealed record InputBody(JsonElement? Location);
}
