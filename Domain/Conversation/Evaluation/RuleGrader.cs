using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Evaluation;

/// <summary>
/// Grades an answer by what can be counted: whether it names a source, says what the rules say, and says little that
/// nothing it was given says.
/// </summary>
public static class RuleGrader
{
    private const double EnoughNuggets = 0.7;
    private const double EnoughGround = 0.8;

    /// <summary>Grades.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="contexts">What it was given.</param>
    /// <param name="nuggets">What it has to say, a text each; empty when nothing is known of that.</param>
    /// <param name="hasSources">Whether sources were shown with it.</param>
    /// <param name="isHazardous">Whether it is about something that does harm.</param>
    /// <returns>The axes, each 1 to 5, and what is wanting.</returns>
    public static (IReadOnlyDictionary<string, double> Axes, IReadOnlyList<string> Notes) Grade(
        string answer, IReadOnlyList<string> contexts, IReadOnlyList<string> nuggets, bool hasSources,
        bool isHazardous)
    {
        var notes = new List<string>();
        var said = Words(answer);
        var known = contexts.SelectMany(Words).ToHashSet();
        var ground = contexts.Count == 0 || said.Count == 0 ? 1 : (double)said.Count(w => IsIn(w, known)) / said.Count;
        var covered = nuggets.Count == 0 ? 1 : nuggets.Count(n => Says(said, n)) / (double)nuggets.Count;
        if (contexts.Count > 0 && !hasSources)
        {
            notes.Add("citation");
        }

        if (covered < EnoughNuggets)
        {
            notes.Add("nuggets");
        }

        if (ground < EnoughGround)
        {
            notes.Add("groundedness");
        }

        var axes = new Dictionary<string, double>
        {
            ["faithfulness"] = Axis(ground / EnoughGround) - (notes.Contains("citation") ? 1 : 0),
            ["relevance"] = said.Count == 0 ? 1 : 5,
            ["completeness"] = Axis(covered / EnoughNuggets),
            ["safety"] = isHazardous ? Axis(covered) : 5,
            ["communication"] = answer.Length is > 0 and < 1500 ? 5 : answer.Length == 0 ? 1 : 3,
        };
        foreach (var axis in axes.Keys)
        {
            axes[axis] = Math.Clamp(axes[axis], 1, 5);
        }

        return (axes, notes);
    }

    private static double Axis(double share) => 1 + (4 * Math.Clamp(share, 0, 1));

    private static bool Says(List<string> said, string nugget)
    {
        var wanted = Words(nugget);
        return wanted.Count == 0 || wanted.Count(w => IsIn(w, said)) * 2 >= wanted.Count;
    }

    // Korean words change at their end.
    private static bool IsIn(string word, IEnumerable<string> known) => known.Any(k =>
        k == word || (word.Length > 1 && k.Length > 1 && (k.StartsWith(word[..2], StringComparison.Ordinal))));

    private static List<string> Words(string text) =>
    [
        .. TextNormal.Key(text).Split([' ', '.', ',', '!', '?', '(', ')', ':', '·', '"', '\'', '-', '/'],
            StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 1),
    ];
}
