namespace OpsFlow.Workflows.ChatTurn;

/// <summary>Input of the workflow. What was said, and all that is found, stay in the store.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Patience">How long the person is waited for. Default 2 min.</param>
public sealed record TurnInput(string TurnId, TimeSpan? Patience = null);

/// <summary>Result of the workflow.</summary>
/// <param name="State">The final state.</param>
/// <param name="Detail">The reason, if it did not succeed.</param>
public sealed record TurnResult(TurnState State, string? Detail = null);

/// <summary>Input of a step.</summary>
/// <param name="Left">What is left of the turn's time.</param>
public sealed record TurnStep(string TurnId, TimeSpan Left);

/// <summary>What a turn does; texts are in the store.</summary>
/// <param name="Nodes">What is asked, all at once.</param>
/// <param name="NeedsLocation">Whether the person has to say first where they are.</param>
public sealed record TurnPlan(IReadOnlyList<NodePlan> Nodes, bool NeedsLocation);

/// <summary>One tool or source with its policy.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Seconds">The limit of an attempt.</param>
/// <param name="Attempts">How often it is tried.</param>
/// <param name="Mode">What its failure means.</param>
/// <param name="IsRequired">Whether the answer needs it.</param>
public sealed record NodePlan(string Node, double Seconds, int Attempts, NodeMode Mode, bool IsRequired);

/// <summary>A node of a turn.</summary>
/// <param name="Strategy">0 at first; each fallback asks otherwise.</param>
/// <param name="Attempts">How often it is tried.</param>
/// <param name="Seconds">The limit of an attempt; the activity keeps it, and has a little more to say what
/// happened.</param>
public sealed record NodeInput(string TurnId, string Node, int Strategy, int Attempts, double Seconds);

/// <summary>How a node ended; what it brought is in the store.</summary>
public sealed record NodeOutcome(string Node, NodeStatus Status, double Quality = 0);

/// <summary>A node that did not end by itself.</summary>
/// <param name="Strategy">How it was asked.</param>
public sealed record NodeFailure(string TurnId, string Node, NodeStatus Status, string Reason, int Strategy = 0);

/// <summary>The writing of an answer.</summary>
/// <param name="Round">1, and 2 for the one new attempt after a poor grade.</param>
/// <param name="Note">What the answer has to say of itself: <c>verify</c>, <c>clarify</c>, <c>timeout</c>, or
/// null.</param>
public sealed record AnswerInput(string TurnId, int Round, string? Note, TimeSpan Left);

/// <summary>How writing went; the text is in the store.</summary>
public sealed record AnswerOutcome(bool IsGradable);

/// <summary>What the graders say.</summary>
/// <param name="Next">pass, retry or fallback.</param>
public sealed record GradeOutcome(string Grade, string Next);

/// <summary>A change of state.</summary>
public sealed record TurnChange(string TurnId, TurnState State, string? Detail);

/// <summary>What a person adds while a turn asks: where they are.</summary>
/// <param name="Text">A place in words, or latitude,longitude; empty when they do not want to say.</param>
/// <param name="By">Who, by an id that stays.</param>
/// <param name="Subject">What was asked for.</param>
/// <param name="Seal">That the product's own API took it; without it it is void.</param>
public sealed record TurnAnswer(string Text, string By, string Subject, string? Seal = null)
{
    /// <summary>All that a seal is of, in order.</summary>
    public string[] SealedParts(string turnId) => [turnId, Text, By, Subject];
}

/// <summary>It with its turn.</summary>
public sealed record TurnAnswerInput(string TurnId, TurnAnswer Answer);
