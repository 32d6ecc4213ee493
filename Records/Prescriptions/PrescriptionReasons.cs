namespace OpsFlow.Records.Prescriptions;

/// <summary>
/// Why an analysis of a prescription ended, as its record keeps it: in English, and never changed, as what is read
/// later is translated by the sentence.
/// </summary>
public static class PrescriptionReasons
{
    /// <summary>It was deleted.</summary>
    public const string Gone = "The prescription is gone from the pharmacy's database.";

    /// <summary>A later record has its new content.</summary>
    public const string Edited = "The prescription was edited before it was checked.";

    /// <summary>Its cards waited for too long.</summary>
    public const string CardsClosed = "Nobody decided on the cards within a day.";

    /// <summary>Another analysis took its place.</summary>
    public static string CountsNow(string analysis) => $"{analysis} counts now.";
}
