using System.Globalization;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Records.Prescriptions;

/// <summary>An analysis of a prescription, as stored.</summary>
public sealed class PrescriptionRecord
{
    public string Id { get; set; } = "";

    public string Pharmacy { get; set; } = "";

    public string Serial { get; set; } = "";

    public string Day { get; set; } = "";

    public string Version { get; set; } = "";

    public long RepeatNumber { get; set; }

    public long QueueNumber { get; set; }

    /// <summary>A pseudonym.</summary>
    public string Patient { get; set; } = "";

    public PrescriptionState State { get; set; }

    public string? Reason { get; set; }

    public string? RunId { get; set; }

    public long? RunStartedAt { get; set; }

    public long DetectedAt { get; set; }

    public long? QueuedAt { get; set; }

    public long? CardAt { get; set; }

    public long? EndedAt { get; set; }

    public long UpdatedAt { get; set; }

    public string? DataVersion { get; set; }

    public string? Indicator { get; set; }

    /// <summary>Cards that wait for a decision.</summary>
    public long Undecided { get; set; }

    /// <summary>The check, as JSON.</summary>
    public string? Checked { get; set; }

    /// <summary>The cards by language, as JSON.</summary>
    public string? Cards { get; set; }

    /// <summary>What a model said of them, as JSON.</summary>
    public string? Explanation { get; set; }

    public string? ExplanationStatus { get; set; }

    /// <summary>Why another model answered than the one that was asked for.</summary>
    public string? Notice { get; set; }

    public string? Upsell { get; set; }

    /// <summary>What asking for a suggestion cost, in billionths; null while nothing was asked.</summary>
    public long? UpsellCost { get; set; }

    /// <summary>What the explanation cost, in billionths.</summary>
    public long? Cost { get; set; }

    /// <summary>
    /// What that is more than the wanted model's would have been, in billionths; null when that one answered.
    /// </summary>
    public long? ExtraCost { get; set; }

    /// <summary>The day as a date.</summary>
    public DateOnly AsDay() => DateOnly.ParseExact(Day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
