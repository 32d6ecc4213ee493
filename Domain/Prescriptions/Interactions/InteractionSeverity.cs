using System.Text.Json.Serialization;

namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>How serious an interaction is, from low to high.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InteractionSeverity>))]
public enum InteractionSeverity
{
    Minor,
    Moderate,
    Major,
    Contraindicated,
}
