using System.Text.Json.Serialization;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>What became of a pull request, by GitHub's words.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PullRequestState>))]
public enum PullRequestState
{
    /// <summary>It waits to be merged.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>It was merged.</summary>
    [JsonStringEnumMemberName("merged")]
    Merged,

    /// <summary>It was closed without being merged.</summary>
    [JsonStringEnumMemberName("closed")]
    Closed,
}
