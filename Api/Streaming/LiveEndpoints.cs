using OpsFlow.Api.Documentation;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Events;

namespace OpsFlow.Api.Streaming;

/// <summary>One stream for all pages of a browser.</summary>
internal static class LiveEndpoints
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet(
            "/live", (HttpContext context, LiveStreams streams, NoticeFeed feed) => streams.Feed(context, feed))
        .WithTags("Live").WithName("FollowNotices").Needs(Scope.Read)
        .WithSummary("What every pipeline tells of its changes from now on, as 'notice' events.")
        .WithDescription("Of turns of conversations a caller is told their own.").AnswersEvents();
}
