using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsFlow.Domain.Prescriptions.Cards;

/// <summary>What a card is about.</summary>
[JsonConverter(typeof(CardKindConverter))]
public enum CardKind
{
    /// <summary>Two ingredients with an entry.</summary>
    Interaction,

    /// <summary>Two ingredients that a provider tells of and that are not both on the prescription.</summary>
    Beside,

    /// <summary>One ingredient in several lines.</summary>
    Duplicate,

    /// <summary>Lines that were not recognized, or not wholly.</summary>
    Unchecked,

    /// <summary>The check could not be done.</summary>
    Failed,

    /// <summary>No entry was found.</summary>
    NoEntry,
}
