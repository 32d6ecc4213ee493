using System.Text.Json.Serialization;

namespace OpsFlow.Platform.Models;

/// <summary>How a call of a model ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallOutcome>))]
public enum CallOutcome
{
    /// <summary>It is under way, or its process died and nobody has noticed yet.</summary>
    Open,

    /// <summary>Answered.</summary>
    Answered,

    /// <summary>The endpoint refused it: a fault of the request, a key, a quota, an error of its own.</summary>
    Refused,

    /// <summary>The endpoint could not be reached.</summary>
    Unreachable,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>The connection ended within the answer.</summary>
    Cut,

    /// <summary>The answer cannot be read.</summary>
    Malformed,

    /// <summary>The caller wanted it no more.</summary>
    Canceled,

    /// <summary>Its process died: nobody knows whether the model answered.</summary>
    Unknown,
}
