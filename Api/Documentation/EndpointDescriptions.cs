using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace OpsFlow.Api.Documentation;

/// <summary>What endpoints say of themselves, in one word each.</summary>
internal static class EndpointDescriptions
{
    private const string Json = "application/json";

    /// <summary>
    /// The body is JSON; another content type is refused with 415, which keeps other sites' plain forms out.
    /// </summary>
    public static RouteHandlerBuilder AcceptsJson<T>(this RouteHandlerBuilder endpoint)
        where T : notnull => endpoint.Accepts<T>(Json).Problems(415);

    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder endpoint, int status) =>
        status == StatusCodes.Status204NoContent
            ? endpoint.Produces(status)
            : endpoint.Produces<object>(status, Json);

    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder endpoint, int status) =>
        endpoint.Produces<T>(status, Json);

    public static RouteHandlerBuilder AnswersEvents(this RouteHandlerBuilder endpoint) =>
        endpoint.Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .Produces(StatusCodes.Status204NoContent);

    /// <summary>An example of what is sent.</summary>
    public static RouteHandlerBuilder ShowsRequest(
        this RouteHandlerBuilder endpoint, object example, string mediaType = Json) =>
        endpoint.Shows(null, mediaType, example);

    /// <summary>An example of what is answered.</summary>
    public static RouteHandlerBuilder ShowsAnswer(
        this RouteHandlerBuilder endpoint, int status, object example, string mediaType = Json) =>
        endpoint.Shows(status, mediaType, example);

    /// <summary>Callers need a scope.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, string scope) =>
        endpoint.RequireAuthorization(scope).Problems(403);

    public static TBuilder Problems<TBuilder>(this TBuilder endpoint, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(
                status, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
        }

        return endpoint;
    }

    private static RouteHandlerBuilder Shows(
        this RouteHandlerBuilder endpoint, int? status, string mediaType, object example) =>
        endpoint.WithMetadata(new BodyExample(
            status, mediaType, JsonSerializer.SerializeToNode(example, JsonSerializerOptions.Web)!));
}
