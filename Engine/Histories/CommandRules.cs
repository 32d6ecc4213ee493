using Temporalio.Api.Common.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>What a command is checked against besides the run itself.</summary>
internal sealed record CommandRules
{
    /// <summary>The largest payloads of one command. Default 2 MiB.</summary>
    public int MaximumPayloadBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>The longest id. Default 1000 characters.</summary>
    public int MaximumIdLength { get; init; } = 1000;

    /// <summary>How many of each kind may be open at once. Default 2000.</summary>
    public int MaximumPending { get; init; } = 2000;

    /// <summary>Null when the attributes may be stored, else what is wrong.</summary>
    public required Func<SearchAttributes?, string?> CheckSearchAttributes { get; init; }

    /// <summary>The id of a namespace that exists.</summary>
    public required Func<string, string> NamespaceId { get; init; }

    /// <summary>Whether there is such a namespace.</summary>
    public required Func<string, bool> NamespaceExists { get; init; }
}
