using System.Text.Json.Serialization;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>Who decides what a message asks for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RouteStage>))]
public enum RouteStage
{
    /// <summary>The rules: no model is asked.</summary>
    [JsonStringEnumMemberName("prerouter")]
    Prerouter,

    /// <summary>The classifier, with what the rules found as hints.</summary>
    [JsonStringEnumMemberName("classifier")]
    Classifier,
}
