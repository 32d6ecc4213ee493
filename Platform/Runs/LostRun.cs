using System.Diagnostics.CodeAnalysis;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Platform.Runs;

/// <summary>
/// Why a run is gone. A record keeps it in English, as it outlives its reader; who reads it is told in their own
/// language. Records keep what was written once, so the sentences here do not change.
/// </summary>
public static class LostRun
{
    /// <summary>It is not among those of the cluster.</summary>
    internal const string Unknown = "This Temporal cluster does not know the run";

    /// <summary>It is there and broken.</summary>
    internal const string Unreadable = "Temporal cannot read the run any more";

    private const string Terminated = "The run was terminated";
    private const string TimedOut = "The run timed out";
    private const string Canceled = "The run was canceled";
    private const string Failed = "The run failed";
    private const string Over = "The run is over and did not say how";

    private static readonly Dictionary<string, Func<string>> s_words = new(StringComparer.Ordinal)
    {
        [Unknown] = () => RunWords.Unknown,
        [Unreadable] = () => RunWords.Unreadable,
        [Terminated] = () => RunWords.Terminated,
        [TimedOut] = () => RunWords.TimedOut,
        [Canceled] = () => RunWords.Canceled,
        [Failed] = () => RunWords.Failed,
        [Over] = () => RunWords.Over,
    };

    /// <summary>A record's reason in the language of the flow; what is no reason of these stays as it is.</summary>
    [return: NotNullIfNotNull(nameof(reason))]
    public static string? InWords(string? reason) =>
        reason is not null && WhatOf(reason) is { } what ? s_words[what]() + reason[what.Length..] : reason;

    /// <summary>
    /// Whether a record's reason says that the run was taken away from outside or is not known any more, which tells
    /// nothing of its work. What a run itself failed at, and what a person canceled, is no such reason.
    /// </summary>
    public static bool IsTakenAway(string? reason) =>
        reason is not null && WhatOf(reason) is Terminated or TimedOut or Unknown or Unreadable or Over;

    /// <summary>What Temporal's status of a closed run says.</summary>
    internal static string Of(WorkflowExecutionStatus status) => status switch
    {
        WorkflowExecutionStatus.Terminated => Terminated,
        WorkflowExecutionStatus.TimedOut => TimedOut,
        WorkflowExecutionStatus.Canceled => Canceled,
        WorkflowExecutionStatus.Failed => Failed,
        _ => Over,
    };

    /// <summary>As a record keeps it.</summary>
    /// <param name="cause">What Temporal says of it, quoted as it is.</param>
    internal static string Written(string what, string? cause = null) =>
        string.IsNullOrEmpty(cause) ? $"{what}." : $"{what}: {cause}";

    private static string? WhatOf(string reason) => s_words.Keys.FirstOrDefault(
        what => reason.StartsWith(what, StringComparison.Ordinal) && reason[what.Length..] is var rest
            && (rest == "." || rest.StartsWith(": ", StringComparison.Ordinal)));
}
