namespace OpsFlow.Records.Prescriptions;

/// <summary>A prescription that a look found.</summary>
/// <param name="Version">The version of its content; empty for one that is not of today and was not read.</param>
/// <param name="Patient">A pseudonym; empty when not read.</param>
/// <param name="Fault">Why it cannot be read; null for one that can, or was not.</param>
public sealed record DetectedPrescription(
    string Serial, DateOnly Day, string Version, string Patient, string? Fault = null)
{
    /// <summary>The version of a content that cannot be read: what replaces it is another one.</summary>
    public const string Unreadable = "unreadable";
}
