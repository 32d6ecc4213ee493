namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>That nobody wants to hear of an error: it is counted, and opens nothing.</summary>
/// <param name="By">Who said so.</param>
/// <param name="Until">When that ends (Unix milliseconds); null when somebody says so.</param>
public sealed record ErrorMute(string By, long At, long? Until);
