using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Platform.Access;
using OpsFlow.Records.Conversation;

namespace OpsFlow.Api.ChatTurn;

/// <summary>How a message would be routed by the rules alone: for those who tune the words.</summary>
internal static class RouteEndpoints
{
    private const int MaxText = 20_000;

    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");

    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/chat/route", RouteAsync)
        .WithTags("Chat").WithName("RouteChatMessage").Needs(Scope.Use)
        .WithSummary("Where a message would go by the rules alone. Asks no model and starts nothing.")
        .WithDescription("Days are reckoned in Asia/Seoul from 'now' (ISO 8601), by default this moment.")
        .AcceptsJson<RouteBody>().Answers<RoutePreview>(200).Problems(400);

    private static async Task<IResult> RouteAsync(
        HttpContext context, ConversationLibrary library, TimeProvider time, CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<RouteBody>(context.Request, cancellationToken);
        if (body is null)
        {
            return error!;
        }

        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(body.Text) || TextNormal.Of(body.Text).Trim().Length == 0)
        {
            faults.Add($"text: {FaultWords.Required}");
        }
        else if (body.Text.Length > MaxText)
        {
            faults.Add($"text: {FaultWords.FormatAtMost(MaxText)}");
        }

        var now = time.GetUtcNow();
        if (body.Now is { } said && !IsoTime.TryRead(said, out now))
        {
            faults.Add($"now: {FaultWords.Moment}");
        }

        if (faults.Count > 0)
        {
            return Problem.Invalid(faults);
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, s_zone).DateTime);
        var route = library.Router.Route(body.Text!, today, body.DraftWaits ?? false, body.PreviousIntent);
        return Results.Json(RoutePreview.Of(route, body.Text!, today, library.Rules.Version));
    }

    private sealed record RouteBody(string? Text, string? Now, bool? DraftWaits, string? PreviousIntent);
}
