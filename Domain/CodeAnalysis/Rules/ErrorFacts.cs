namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <summary>What type and message of an error say.</summary>
/// <param name="Kind">Kind of error.</param>
/// <param name="Expression">The expression that was null, not callable and so on, as the message names it.</param>
/// <param name="Member">The member that was asked of it.</param>
/// <param name="Names">Names in the message that the code may know.</param>
internal sealed record ErrorFacts(ErrorKind Kind, string? Expression, string? Member, IReadOnlyList<string> Names);
