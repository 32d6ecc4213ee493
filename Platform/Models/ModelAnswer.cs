using Microsoft.Extensions.AI;

namespace OpsFlow.Platform.Models;

/// <summary>What the middleware says of an answer.</summary>
public static class ModelAnswer
{
    internal const string CostKey = "opsflow.cost";
    internal const string ExtraCostKey = "opsflow.extra-cost";
    internal const string NoticeKey = "opsflow.notice";

    /// <summary>What the call cost.</summary>
    public static decimal Cost(this ChatResponse response) =>
        response.AdditionalProperties?.TryGetValue(CostKey, out decimal cost) == true ? cost : 0m;

    /// <summary>
    /// What a whole answer of another model cost more than it would have of the one that was asked for, less than zero
    /// when it was cheaper; null when that one answered itself, or one of the prices is not known.
    /// </summary>
    public static decimal? ExtraCost(this ChatResponse response) =>
        response.AdditionalProperties?.TryGetValue(ExtraCostKey, out decimal extra) == true ? extra : null;

    /// <summary>Why another model answered than the one that was asked for; null when none did.</summary>
    public static string? Notice(this ChatResponse response) =>
        response.AdditionalProperties?.TryGetValue(NoticeKey, out string? notice) == true ? notice : null;

    /// <summary>As for a whole answer, of the piece that carries it.</summary>
    public static string? Notice(this ChatResponseUpdate update) =>
        update.AdditionalProperties?.TryGetValue(NoticeKey, out string? notice) == true ? notice : null;

    /// <summary>A piece of a stream that carries a notice and no text.</summary>
    public static ChatResponseUpdate NoticeUpdate(string notice) => Update(NoticeKey, notice);

    internal static ChatResponseUpdate Update(string key, object value) =>
        new() { AdditionalProperties = new() { [key] = value } };
}
