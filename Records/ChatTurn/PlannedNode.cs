namespace OpsFlow.Records.ChatTurn;

/// <summary>A tool or source that a turn asks.</summary>
/// <param name="Node">Its name, as <c>waste_rag</c> or <c>calendar.search</c>.</param>
/// <param name="Parameters">What it is asked.</param>
/// <param name="IsRequired">Whether the answer needs it.</param>
public sealed record PlannedNode(string Node, IReadOnlyDictionary<string, string> Parameters, bool IsRequired);
