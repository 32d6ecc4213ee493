using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsFlow.Domain.Prescriptions.Cards;

/// <summary>CDS Hooks writes indicators in lower case.</summary>
public sealed class CardIndicatorConverter()
    : JsonStringEnumConverter<CardIndicator>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
