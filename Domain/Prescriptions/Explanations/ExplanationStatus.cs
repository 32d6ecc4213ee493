using System.Text.Json.Serialization;

namespace OpsFlow.Domain.Prescriptions.Explanations;

/// <summary>What became of a model's explanation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExplanationStatus>))]
public enum ExplanationStatus
{
    /// <summary>There was no model, or no answer of it.</summary>
    Unavailable,

    /// <summary>Nothing of the answer could be used.</summary>
    Discarded,

    /// <summary>A part of the answer is shown, with what was wrong with the rest.</summary>
    Marked,

    /// <summary>It explains every card and claims nothing else.</summary>
    Given,
}
