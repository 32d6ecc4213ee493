namespace Samples.Workflows.Approval;

/// <summary>What a person decided.</summary>
/// <param name="By">Who.</param>
/// <param name="Approved">Whether it may go on.</param>
public record Decision(string By, bool Approved);
