namespace OpsFlow.Records.ChatTurn;

/// <summary>How good an answer is.</summary>
/// <param name="Grade">S, A, B, C or unrated.</param>
/// <param name="Score">1 to 5.</param>
/// <param name="Axes">Each axis, 1 to 5.</param>
/// <param name="Notes">What the rules found wanting.</param>
public sealed record GradeData(
    string Grade, double Score, IReadOnlyDictionary<string, double> Axes, IReadOnlyList<string> Notes);
