using OpsFlow.Domain.Prescriptions.Drugs;

namespace OpsFlow.Domain.Prescriptions.Explanations;

/// <summary>Finds the names of drugs in running text; the longest name at a place is the one that is meant.</summary>
internal sealed class DrugMentions
{
    private const int MinLatin = 4;
    private const int MinHangul = 2;

    private readonly Dictionary<string, List<(string Name, IReadOnlyList<string> Ingredients)>> _byStart;

    public DrugMentions(DrugTable table) => _byStart = table.Names()
        .Select(n => (Name: DrugText.Clean(n.Name).ToLowerInvariant(), n.Ingredients))
        .Where(n => n.Name.Length >= (IsHangul(n.Name[0]) ? MinHangul : MinLatin))
        .GroupBy(n => n.Name[..2])
        .ToDictionary(g => g.Key, g => g.OrderByDescending(n => n.Name.Length).ToList());

    /// <summary>The ingredients of each name in the text.</summary>
    public IEnumerable<IReadOnlyList<string>> In(string text)
    {
        var lower = text.ToLowerInvariant();
        for (var i = 0; i + 2 <= lower.Length; i++)
        {
            if ((i > 0 && char.IsLetterOrDigit(lower[i - 1]))
                || !_byStart.TryGetValue(lower.Substring(i, 2), out var names))
            {
                continue;
            }

            foreach (var (name, ingredients) in names)
            {
                if (string.CompareOrdinal(lower, i, name, 0, name.Length) == 0 && EndsAt(lower, i + name.Length, name))
                {
                    yield return ingredients;
                    i += name.Length - 1;
                    break;
                }
            }
        }
    }

    // Korean particles follow a name without a space; a Latin name ends with its word. A short Korean name is one only
    // where a particle or no letter follows: 리튬 is, 나린 in 나린다 is not.
    private static bool EndsAt(string text, int end, string name) =>
        end >= text.Length || !char.IsLetterOrDigit(text[end])
        || (IsHangul(name[^1])
            ? name.Length > MinHangul || "은는이가을를과와의도만로에".Contains(text[end])
            : IsHangul(text[end]));

    private static bool IsHangul(char c) => c is >= '\uAC00' and <= '\uD7A3';
}
