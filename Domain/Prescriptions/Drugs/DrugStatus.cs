using System.Text.Json.Serialization;

namespace OpsFlow.Domain.Prescriptions.Drugs;

/// <summary>How much of a written drug was recognized.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DrugStatus>))]
public enum DrugStatus
{
    /// <summary>Nothing: it is not checked, and said so.</summary>
    Unknown,

    /// <summary>Some of its ingredients: those are checked, the rest is said not to be.</summary>
    Partial,

    /// <summary>All of it.</summary>
    Known,
}
