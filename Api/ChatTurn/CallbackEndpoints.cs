using System.Security.Cryptography;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Infrastructure.Webhooks;
using OpsFlow.Platform.Access;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Api.ChatTurn;

/// <summary>Addresses that are told when a turn of the caller ends.</summary>
internal static class CallbackEndpoints
{
    private const int MaxUrl = 1000;
    private const int SecretBytes = 32;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/chat/callbacks").WithTags("Chat");
        group.MapPost("", AddAsync).WithName("AddChatCallback").Needs(Scope.Use)
            .WithSummary("Adds an address that is told when a turn of the caller ends; up to 10.")
            .WithDescription(
                "Calls are signed by Standard Webhooks with the secret of the answer, which is shown only here; the "
                + "same address again gets a new one.")
            .AcceptsJson<CallbackBody>().Answers<NewCallback>(201).Problems(400, 409);
        group.MapGet("", ListAsync).WithName("ListChatCallbacks").Needs(Scope.Use)
            .WithSummary("The caller's addresses.").Answers<CallbackList>(200);
        group.MapDelete("/{id}", RemoveAsync).WithName("RemoveChatCallback").Needs(Scope.Use)
            .WithSummary("Forgets an address.").Produces(204).Problems(404);
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, ChatCallbackStore callbacks, CallbackSettings settings,
        CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<CallbackBody>(context.Request, cancellationToken);
        if (body is null)
        {
            return error!;
        }

        if (body.Url is not { Length: <= MaxUrl } text || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || !settings.Takes(url))
        {
            return Problem.Invalid([$"url: {FaultWords.CallbackUrl}"]);
        }

        var secret = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
        return await callbacks.AddAsync(Callers.IdOf(context.User), url, secret, cancellationToken) is { } id
            ? Results.Json(new NewCallback(id, $"{url}", secret), statusCode: StatusCodes.Status201Created)
            : Problem.Conflict("too_many_callbacks", ProblemWords.FormatTooManyCallbacks(ChatCallbackStore.Most));
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, ChatCallbackStore callbacks, CancellationToken cancellationToken) =>
        Results.Json(new CallbackList(
            (await callbacks.ListAsync(Callers.IdOf(context.User), cancellationToken))
                .Select(c => new CallbackView(c.Id, c.Url!, ChatViews.At(c.CreatedAt)))));

    private static async Task<IResult> RemoveAsync(
        HttpContext context, ChatCallbackStore callbacks, string id, CancellationToken cancellationToken) =>
        await callbacks.RemoveAsync(Callers.IdOf(context.User), id, cancellationToken)
            ? Results.NoContent()
            : Problem.NotFound(ProblemWords.Callback);

    internal sealed record CallbackBody(string? Url);

    internal sealed record NewCallback(string Id, string Url, string Secret);

    internal sealed record CallbackView(string Id, string Url, DateTimeOffset CreatedAt);

    internal sealed record CallbackList(IEnumerable<CallbackView> Items);
}
