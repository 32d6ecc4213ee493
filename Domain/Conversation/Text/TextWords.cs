namespace OpsFlow.Domain.Conversation.Text;

/// <summary>What may stand around a Korean word without making another of it.</summary>
/// <param name="Before">Words that a compound of the same meaning begins with.</param>
/// <param name="Particles">Particles and endings.</param>
/// <param name="Attached">What follows without a blank in quick writing.</param>
/// <param name="Compounds">Regular expressions of words of other meaning.</param>
public sealed record TextWords(
    IReadOnlyList<string> Before, IReadOnlyList<string> Particles, IReadOnlyList<string> Attached,
    IReadOnlyList<string> Compounds);
