using System.Text.Json.Serialization;

namespace OpsFlow.Workflows.Prescriptions;

/// <summary>Where an analysis of a prescription stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PrescriptionState>))]
public enum PrescriptionState
{
    /// <summary>Not of today: listed, and started only when somebody asks.</summary>
    Skipped,

    /// <summary>Waits for a permit of its pharmacy.</summary>
    Queued,

    /// <summary>Being loaded and checked.</summary>
    Checking,

    /// <summary>The cards are there, the explanation is being made.</summary>
    Generating,

    /// <summary>The cards are there, and the explanation or why there is none.</summary>
    Success,

    /// <summary>It could not be made, for a reason.</summary>
    Failed,

    /// <summary>The prescription is gone from the pharmacy's database.</summary>
    Withdrawn,

    /// <summary>The prescription, or the data it was checked by, has changed: a later analysis counts.</summary>
    Superseded,
}
