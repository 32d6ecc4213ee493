using System.Text.Json.Serialization;

namespace OpsFlow.Workflows.Prescriptions;

/// <summary>What a pharmacist does with a card.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CardAction>))]
public enum CardAction
{
    /// <summary>Takes note of it and acts by it.</summary>
    Acknowledge,

    /// <summary>Goes on in spite of it, for a reason.</summary>
    Override,
}
