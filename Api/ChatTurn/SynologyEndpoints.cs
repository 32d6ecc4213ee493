using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.RateLimits;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Synology;

namespace OpsFlow.Api.ChatTurn;

/// <summary><c>POST /api/v1/chat/synology</c>: somebody wrote in Synology Chat.</summary>
internal static class SynologyEndpoints
{
    private const int MaxBytes = 256 * 1024;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/chat/synology", ReceiveAsync)
        .RequireRateLimiting(WebhookLimits.PerAddress)
        .WithTags("Callbacks").WithName("ReceiveSynologyMessage")
        .WithSummary("A message in Synology Chat, by its outgoing webhook; answered by its incoming one.")
        .Produces(200).Problems(400, 401, 413, 429);

    private static async Task<IResult> ReceiveAsync(
        HttpContext context, SynologySettings settings, SynologyConversations conversations,
        CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(context.Request, MaxBytes, cancellationToken) is not { } body)
        {
            return Problem.TooLarge(MaxBytes);
        }

        if (SynologyMessage.Read(body, context.Request.ContentType) is not { } message)
        {
            return Problem.Invalid([$"body: {FaultWords.FormOrJson}"]);
        }

        if (settings.Token is not { } token || !message.IsFrom(token))
        {
            return Problem.BadSignature();
        }

        using var words = Language.Use(ChatSending.LanguageOf(message.Text));
        await conversations.TakeAsync(message, cancellationToken);
        return Results.Ok();
    }
}
