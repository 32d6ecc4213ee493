using OpsFlow.Api.Errors;

namespace OpsFlow.Api.Waste;

/// <summary>The conditions of a classification from outside.</summary>
internal static class WasteConditions
{
    private const int MaxCount = 10;
    private const int MaxLength = 200;

    /// <summary>What is wrong with them; null for nothing.</summary>
    public static string? FaultOf(IReadOnlyList<string?>? conditions) =>
        conditions is not null
        && (conditions.Count > MaxCount || conditions.Any(c => c is null || c.Length > MaxLength))
            ? $"condition: {FaultWords.FormatConditions(MaxCount, MaxLength)}"
            : null;
}
