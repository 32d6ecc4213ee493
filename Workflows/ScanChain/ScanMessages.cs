namespace OpsFlow.Workflows.ScanChain;

/// <summary>Input of the workflow. The picture and all results stay in the store.</summary>
/// <param name="ScanId">The scan.</param>
/// <param name="Attempt">1, and one more with every retry.</param>
/// <param name="LabelPatience">How long the user is waited for. Default 10 min.</param>
public sealed record ScanInput(string ScanId, int Attempt, TimeSpan? LabelPatience = null);

/// <summary>Result of the workflow.</summary>
/// <param name="State">The final state.</param>
/// <param name="Detail">The reason, if it did not succeed.</param>
public sealed record ScanResult(ScanState State, string? Detail = null);

/// <summary>Input of a step.</summary>
public sealed record ScanStep(string ScanId, int Attempt);

/// <summary>What looking at the picture gave; the whole is in the store.</summary>
/// <param name="NeedsInput">Whether the user has to say what it is.</param>
/// <param name="Reason">Why, for the timeline.</param>
public sealed record VisionOutcome(bool NeedsInput, string? Reason);

/// <summary>What the reward stage decided; the whole is in the store.</summary>
/// <param name="IsRewarded">Whether there is something to write.</param>
public sealed record RewardOutcome(bool IsRewarded);

/// <summary>A change of state outside of the stages.</summary>
/// <param name="ScanId">The scan.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="State">NeedsInput, Failed or Canceled.</param>
/// <param name="Detail">Why.</param>
public sealed record ScanChange(string ScanId, int Attempt, ScanState State, string? Detail);

/// <summary>What the user says that it is.</summary>
/// <param name="Text">The word.</param>
/// <param name="By">Who, by an id that stays.</param>
/// <param name="Attempt">The attempt that asked, in digits: an answer to an earlier one is void.</param>
/// <param name="Seal">That the product's own API took it; without it it is void.</param>
public sealed record ScanLabel(string Text, string By, string Attempt, string? Seal = null)
{
    /// <summary>All that a seal is of, in order.</summary>
    public string[] SealedParts(string scanId) => [scanId, Text, By, Attempt];
}

/// <summary>A label with its scan.</summary>
public sealed record LabelInput(string ScanId, int Attempt, ScanLabel Label);

/// <summary>A write of a reward.</summary>
public sealed record WriteInput(string ScanId, ScanWrite Write);

/// <summary>A write that is put aside until a schedule tries it again.</summary>
/// <param name="Error">Why it did not succeed.</param>
public sealed record ParkInput(string ScanId, ScanWrite Write, string Error);
