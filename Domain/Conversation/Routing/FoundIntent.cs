namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>An intent with what the words say besides.</summary>
/// <param name="Name">As <c>waste</c>.</param>
/// <param name="Parameters">A district, an item, a category.</param>
public sealed record FoundIntent(string Name, IReadOnlyDictionary<string, object> Parameters);
