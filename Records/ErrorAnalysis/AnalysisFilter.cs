using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>Which analyses are asked for; what is null or empty asks for all.</summary>
public sealed record AnalysisFilter
{
    public static AnalysisFilter All { get; } = new();

    public IReadOnlyList<AnalysisState> States { get; init; } = [];

    public string? Server { get; init; }

    public string? ErrorType { get; init; }

    public string? Fingerprint { get; init; }

    /// <summary>Part of the server's name, the type or the message, or the beginning of an id.</summary>
    public string? Text { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }
}
