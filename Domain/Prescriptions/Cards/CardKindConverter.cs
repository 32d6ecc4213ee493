using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsFlow.Domain.Prescriptions.Cards;

/// <summary>Kinds are written as in the rest of a card.</summary>
public sealed class CardKindConverter()
    : JsonStringEnumConverter<CardKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
