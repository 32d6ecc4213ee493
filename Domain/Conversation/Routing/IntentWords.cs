namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>The intents by words, as their file has them.</summary>
/// <param name="Intents">The forms of each.</param>
/// <param name="Words">Names that forms use, such as ITEM, with what they stand for.</param>
/// <param name="Nearby">Asks for what is near.</param>
/// <param name="PlaceNamed">Names the place itself.</param>
/// <param name="Sigungu">Finds a district, in its first group.</param>
/// <param name="NotSigungu">Words that only end like a district.</param>
/// <param name="Categories">Of recyclables, each with its words.</param>
/// <param name="Connectors">Join two requests.</param>
/// <param name="Romanized">Districts by their names in English letters, without -gu, -si or -gun.</param>
public sealed record IntentWords(
    IReadOnlyDictionary<string, IReadOnlyList<IntentWords.Form>> Intents, IReadOnlyDictionary<string, string> Words,
    string Nearby, string PlaceNamed, string Sigungu, IReadOnlyList<string> NotSigungu,
    IReadOnlyDictionary<string, string> Categories, string Connectors,
    IReadOnlyDictionary<string, string>? Romanized = null)
{
    /// <summary>
    /// A form of asking: one of <paramref name="Any"/>, all of <paramref name="All"/>, none of the last.
    /// </summary>
    public sealed record Form(
        IReadOnlyList<string>? Any, IReadOnlyList<string>? All, IReadOnlyList<string>? Unless);
}
