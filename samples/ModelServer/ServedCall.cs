namespace OpsFlow.Samples.ModelServer;

/// <summary>A request as the server counted it.</summary>
/// <param name="Id">What the client calls it, by its header; null when it does not say.</param>
/// <param name="Outcome">answered, refused, failed, cut, malformed, or abandoned when the client went away.</param>
/// <param name="InputTokens">Charged input; 0 where nothing is charged.</param>
/// <param name="OutputTokens">Charged output.</param>
public sealed record ServedCall(
    string? Id, string Use, string Model, bool Streamed, string Outcome, int InputTokens, int OutputTokens)
{
    /// <summary>What the last message of the user says, where the script keeps prompts.</summary>
    public string? Asked { get; init; }

    /// <summary>What it was to be answered with, where the script keeps prompts; null when it was not.</summary>
    public string? Text { get; init; }
}
