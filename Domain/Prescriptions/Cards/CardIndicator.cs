using System.Text.Json.Serialization;

namespace OpsFlow.Domain.Prescriptions.Cards;

/// <summary>How urgent a card is, by the words of CDS Hooks, from low to high.</summary>
[JsonConverter(typeof(CardIndicatorConverter))]
public enum CardIndicator
{
    Info,
    Warning,
    Critical,
}
