using System.Globalization;
using System.Text.Json;
using OpsFlow.Activities.ChatTurn;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Images;
using OpsFlow.Platform.Models;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Api.ChatTurn;

/// <summary>A message that is sent: checked, stored, its turn started.</summary>
internal static class ChatSending
{
    private const int MaxMessage = 20_000;
    private const int MaxId = 100;
    private const int MaxPlace = 200;
    private const string PictureAlone = "📷";

    public static async Task<IResult> SendAsync(
        HttpContext context, ChatStore chats, ChatIntake intake, ChatPictures pictures, ModelRegistry models,
        string sessionId, CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<MessageBody>(
            context.Request, ChatPictures.MaxBody, cancellationToken, isTolerant: true);
        if (body is null)
        {
            return error!;
        }

        var faults = new List<string>();
        var location = Place(body.Location, faults);
        var hasPicture = body.Image is not null || body.ImageUrl is not null;
        // A picture alone asks what to do with what it shows.
        var message = hasPicture && string.IsNullOrWhiteSpace(body.Message) ? PictureAlone : body.Message;
        Check(faults, sessionId.Length <= MaxId, $"sessionId: {FaultWords.FormatAtMost(MaxId)}");
        Check(
            faults, body.ClientId is { Length: > 0 and <= MaxId },
            $"clientId: {FaultWords.FormatCharacters(1, MaxId)}");
        Check(
            faults, message is { Length: <= MaxMessage } && TextNormal.Of(message).Trim().Length > 0,
            $"message: {FaultWords.FormatCharacters(1, MaxMessage)}");
        Check(faults, body.Language is null or "ko" or "en", $"language: {FaultWords.FormatOneOf("ko, en")}");
        Check(
            faults, body.Model is null || models.ForStage(ChatModels.Reasoner, body.Model) is not null,
            $"model: {FaultWords.FormatOneOf(string.Join(", ", models.Models.Select(m => m.Name)))}");
        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        CheckedImage? picture = null;
        if (hasPicture)
        {
            (picture, error) = await pictures.CheckAsync(body.Image, body.ImageUrl, cancellationToken);
            if (picture is null)
            {
                return error!;
            }
        }

        var user = Callers.IdOf(context.User);
        var language = body.Language ?? LanguageOf(message!);
        var turn = new NewTurn(user, sessionId, body.ClientId!, Composed(message!), language, location, body.Model);
        var hash = RequestHash.OfMessage(turn.Message, body.Image ?? body.ImageUrl);
        turn = await intake.NextAsync(turn with { RequestHash = hash }, cancellationToken);
        if (turn.Attempt > 0 && !await IsSameAsync())
        {
            return Problem.IdempotencyMismatch("clientId");
        }

        turn = turn with
        {
            Image = picture is null ? null : await pictures.KeepAsync(turn.TurnId, picture, cancellationToken),
        };
        var outcome = await intake.AcceptAsync(turn, cancellationToken);
        if (outcome != AcceptOutcome.Accepted && turn.Image is { } image
            && (await chats.FindImageAsync(turn.TurnId, cancellationToken))?.Key != image.Key)
        {
            await pictures.ForgetAsync(image, cancellationToken);
        }

        switch (outcome)
        {
            case AcceptOutcome.Accepted:
                return ChatEndpoints.Accepted(turn.TurnId, TurnState.Queued);
            case AcceptOutcome.Known when !await IsSameAsync():
                return Problem.IdempotencyMismatch("clientId");
            case AcceptOutcome.Known:
                return ChatEndpoints.Accepted(
                    turn.TurnId, await chats.FindStateAsync(turn.TurnId, cancellationToken) ?? TurnState.Queued);
            default:
                return Problem.Conflict("turn_running", ProblemWords.TurnRunning);
        }

        async Task<bool> IsSameAsync() => RequestHash.IsSameMessage(
            await chats.FindRequestHashAsync(turn.ConversationId, turn.ClientId, cancellationToken), hash);
    }

    /// <summary>In one form for searching and showing: file systems and some keyboards decompose it.</summary>
    public static string Composed(string message) => TextNormal.Compose(message).Trim();

    /// <summary>The language of the message, else that of the caller.</summary>
    public static string LanguageOf(string message) =>
        message.Any(c => c is (>= '\u1100' and <= '\u11ff') or (>= 'ㄱ' and <= '힣'))
        || CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == Language.Korean
            ? Language.Korean
            : Language.English;

    private static void Check(List<string> faults, bool isRight, string fault)
    {
        if (!isRight)
        {
            faults.Add(fault);
        }
    }

    /// <summary>Where somebody is: words, or coordinates.</summary>
    public static string? Place(JsonElement? location, List<string> faults)
    {
        switch (location)
        {
            case null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }:
                return null;
            case { } text when JsonText.Of(text)?.Trim() is { Length: > 0 and <= MaxPlace } place:
                return place;
            case { ValueKind: JsonValueKind.Object } pair when Degrees(pair, "latitude", 90) is { } latitude
                && Degrees(pair, "longitude", 180) is { } longitude:
                return FormattableString.Invariant($"{latitude},{longitude}");
            default:
                faults.Add($"location: {FaultWords.Place}");
                return null;
        }
    }

    private static double? Degrees(JsonElement of, string name, double limit) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && Math.Abs(value.GetDouble()) <= limit
            ? value.GetDouble()
            : null;

    internal sealed record MessageBody(
        string? ClientId, string? Message, JsonElement? Location, string? Model, string? Language, string? ImageUrl,
        string? Image);
}
