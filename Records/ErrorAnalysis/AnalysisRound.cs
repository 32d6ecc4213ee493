using System.Text.Json;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Platform.Events;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>What a round made. Each part is written once, so it stays what it was when somebody looked at it.</summary>
public sealed record AnalysisRound
{
    /// <summary>Nothing yet.</summary>
    public static AnalysisRound Empty { get; } = new();

    /// <summary>What was looked at.</summary>
    public RoundBase? Base { get; init; }

    /// <summary>The analyzer's result.</summary>
    public AnalysisResult? Result { get; init; }

    /// <summary>The patch and its proof.</summary>
    public PreparedPatch? Prepared { get; init; }

    /// <summary>What a person decided.</summary>
    public Decision? Decision { get; init; }

    /// <summary>When a person decided, in Unix milliseconds.</summary>
    public long? DecidedAt { get; init; }

    /// <summary>Where the fix is.</summary>
    public Publication? Publication { get; init; }

    /// <summary>Where people were reminded of the decision; null if they were not.</summary>
    public ChatPlace? Reminder { get; init; }

    /// <summary>What the fix was proven by on the commit that it was put on in the end; null if it was not.</summary>
    public VerificationResult? Reproof { get; init; }

    // Steps of a run that was reset find what the run before it made; what was decided and published belongs to one
    // run.
    internal static AnalysisRound From(IEnumerable<StoredPart> rows, string? runId)
    {
        var own = runId ?? "";
        var parts = new Dictionary<string, StoredPart>(StringComparer.Ordinal);
        foreach (var row in rows.OrderBy(r => r.RunId == own).ThenBy(r => r.CreatedAt))
        {
            if (row.RunId == own || !RoundParts.OfOneRun.Contains(row.Part))
            {
                parts[row.Part] = row;
            }
        }

        T? Read<T>(string part)
            where T : class =>
            parts.TryGetValue(part, out var row) ? JsonSerializer.Deserialize<T>(row.Data, EventJson.Options) : null;
        return new AnalysisRound
        {
            Base = Read<RoundBase>(RoundParts.Base),
            Result = Read<AnalysisResult>(RoundParts.Result),
            Prepared = Read<PreparedPatch>(RoundParts.Patch),
            Decision = Read<Decision>(RoundParts.Decision),
            DecidedAt = parts.GetValueOrDefault(RoundParts.Decision)?.CreatedAt,
            Publication = Read<Publication>(RoundParts.Publication),
            Reminder = Read<ChatPlace>(RoundParts.Reminder),
            Reproof = Read<VerificationResult>(RoundParts.Reproof),
        };
    }
}
