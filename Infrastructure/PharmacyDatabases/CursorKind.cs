namespace OpsFlow.Infrastructure.PharmacyDatabases;

/// <summary>What the column is by which changes are found.</summary>
public enum CursorKind
{
    /// <summary>A growing number: a row version, or milliseconds.</summary>
    Integer,

    /// <summary>A time.</summary>
    Timestamp,
}
