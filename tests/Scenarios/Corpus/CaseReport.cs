namespace OpsFlow.Scenarios.Corpus;

/// <summary>What the pipeline made of one recorded error.</summary>
/// <param name="Name">The case.</param>
/// <param name="Rank">The place of the faulty file among the named ones; 0 if it is not named.</param>
/// <param name="MethodNamed">Whether the faulty method is in the evidence.</param>
/// <param name="State">The state before the decision, if there was one to make, else the final one.</param>
/// <param name="Verification">What the test command said of the fix; null without a fix.</param>
/// <param name="Reason">Why there is no fix, or what the test command said.</param>
/// <param name="OnRemote">Whether the approved fix is on the remote's branch; null if nothing was approved.</param>
/// <param name="Elapsed">From the report to the end.</param>
public sealed record CaseReport(
    string Name,
    int Rank,
    bool MethodNamed,
    string State,
    string? Verification,
    string? Reason,
    bool? OnRemote,
    TimeSpan Elapsed)
{
    /// <summary>Whether it ended with a proven fix, an unproven one marked as such, or a reason.</summary>
    public bool IsAccounted => OnRemote is { } onRemote
        ? onRemote && Verification is ("Proven" or "NotConfigured" or "NotRedBefore" or "Error")
        : State == "NoFix" && !string.IsNullOrWhiteSpace(Reason);

    public override string ToString() =>
        $"{Name,-32} file {Rank}, method {(MethodNamed ? "named" : "-"),-5}, {State}, {Verification ?? "no fix"}"
        + $"{(OnRemote is true ? ", published" : "")}, {Elapsed.TotalSeconds:0.0} s: {Reason}";
}
