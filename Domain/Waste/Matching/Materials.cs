using OpsFlow.Domain.Waste.Catalog;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>What things are made of, in the words of people and in those of the catalog.</summary>
internal static class Materials
{
    // The first word names the group. A kind may be of several: PE is a bottle's and a bag's.
    private static readonly IReadOnlyList<(string[] Words, string[] Kinds)> s_groups =
    [
        (["플라스틱", "plastic"], ["PET", "PE", "PP", "PS", "PVC", "플라스틱", "EVA"]),
        (["유리", "glass"], ["유리", "내열유리"]),
        (
            ["금속", "알루미늄", "스텐", "스테인리스", "철제", "철", "쇠", "양은", "steel", "metal", "aluminum",
                "stainless", "iron"],
            ["알루미늄", "철", "스테인리스", "금속"]),
        (["종이", "paper", "cardboard"], ["종이", "골판지", "코팅지", "감열지", "종이팩"]),
        (["비닐", "vinyl"], ["PE", "PP", "PVC", "복합필름"]),
        (["스티로폼", "styrofoam"], ["EPS", "PSP", "EPE"]),
        (["나무", "목재", "원목", "대나무", "wooden", "wood", "bamboo"], ["목재"]),
        (["도자기", "사기", "ceramic", "porcelain"], ["도자기"]),
        (["고무", "실리콘", "rubber", "silicone"], ["고무", "실리콘", "EVA", "PVC"]),
    ];

    private static readonly Dictionary<string, (string[] Words, string[] Kinds)> s_byWord =
        s_groups.SelectMany(g => g.Words.Select(w => (Word: w, Group: g))).ToDictionary(w => w.Word, w => w.Group);

    /// <summary>The names of the groups.</summary>
    public static IEnumerable<string> Names => s_groups.Select(g => g.Words[0]);

    /// <summary>Whether a word says what something is made of.</summary>
    public static bool Is(string word) => s_byWord.ContainsKey(word);

    /// <summary>The name of the group that a word is of.</summary>
    public static string NameOf(string word) => s_byWord[word].Words[0];

    /// <summary>
    /// Whether an item is not made of what the word says. Of what is mixed or rare that is not known.
    /// </summary>
    public static bool Differ(WasteItem item, string word) =>
        s_byWord.TryGetValue(word, out var said) && !said.Kinds.Contains(item.Material)
        && s_groups.Any(g => g.Kinds.Contains(item.Material));
}
