namespace OpsFlow.Domain.Prescriptions.Drugs;

/// <summary>Words that say in what form or by what way a drug is given.</summary>
internal static class DoseForm
{
    // The longest first: the end of a Korean name is taken off by them.
    private static readonly (string Word, string? Form, string? Route)[] s_korean =
    [
        .. new (string, string?, string?)[]
        {
            ("정", "tablet", null), ("필름코팅정", "tablet", null), ("장용정", "tablet", null),
            ("서방정", "extended release", null), ("서방캡슐", "extended release", null),
            ("서방형", "extended release", null), ("구강붕해정", "tablet", null), ("츄어블정", "tablet", null),
            ("발포정", "tablet", null), ("설하정", "sublingual tablet", "sublingual"), ("질정", "tablet", "vaginal"),
            ("캡슐", "capsule", null), ("캅셀", "capsule", null), ("연질캡슐", "capsule", null),
            ("경질캡슐", "capsule", null), ("장용캡슐", "capsule", null), ("시럽", "syrup", null),
            ("건조시럽", "syrup", null), ("현탁액", "suspension", null), ("과립", "granules", null),
            ("세립", "granules", null), ("산제", "powder", null), ("산", "powder", null), ("액", "solution", null),
            ("주", "injection", "injection"), ("주사", "injection", "injection"),
            ("주사액", "injection", "injection"), ("점안액", "eye drops", "ophthalmic"),
            ("점안현탁액", "eye drops", "ophthalmic"), ("점안", "eye drops", "ophthalmic"),
            ("안연고", "ointment", "ophthalmic"), ("점이액", "ear drops", "otic"), ("크림", "cream", "topical"),
            ("연고", "ointment", "topical"), ("겔", "gel", "topical"), ("로션", "lotion", "topical"),
            ("샴푸", "shampoo", "topical"), ("외용액", "solution", "topical"), ("패취", "patch", "transdermal"),
            ("패치", "patch", "transdermal"), ("파스", "patch", "topical"), ("좌제", "suppository", "rectal"),
            ("흡입제", "inhaler", "inhaled"), ("흡입액", "inhaler", "inhaled"), ("에어로솔", "inhaler", "inhaled"),
            ("나잘스프레이", "spray", "nasal"), ("비액", "drops", "nasal"), ("가글", "solution", "oral rinse"),
            ("경구", null, "oral"), ("내복", null, "oral"), ("내복액", "solution", "oral"), ("경구겔", "gel", "oral"),
            ("구강겔", "gel", "oral"), ("구강용겔", "gel", "oral"), ("설하스프레이", "spray", "sublingual"),
        }.OrderByDescending(f => f.Item1.Length),
    ];

    private static readonly Dictionary<string, (string? Form, string? Route)> s_english =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["tablet"] = ("tablet", null), ["tablets"] = ("tablet", null), ["tab"] = ("tablet", null),
            ["tabs"] = ("tablet", null), ["capsule"] = ("capsule", null), ["capsules"] = ("capsule", null),
            ["cap"] = ("capsule", null), ["caps"] = ("capsule", null), ["er"] = ("extended release", null),
            ["xr"] = ("extended release", null), ["sr"] = ("extended release", null),
            ["cr"] = ("extended release", null), ["xl"] = ("extended release", null),
            ["extended-release"] = ("extended release", null), ["syrup"] = ("syrup", null),
            ["suspension"] = ("suspension", null), ["solution"] = ("solution", null),
            ["injection"] = ("injection", "injection"), ["inj"] = ("injection", "injection"),
            ["iv"] = ("injection", "injection"), ["im"] = ("injection", "injection"),
            ["sc"] = ("injection", "injection"), ["sl"] = (null, "sublingual"), ["sublingual"] = (null, "sublingual"),
            ["po"] = (null, "oral"), ["oral"] = (null, "oral"), ["eye"] = ("eye drops", "ophthalmic"),
            ["ophthalmic"] = ("eye drops", "ophthalmic"), ["otic"] = ("ear drops", "otic"), ["drops"] = (null, null),
            ["cream"] = ("cream", "topical"), ["ointment"] = ("ointment", "topical"), ["gel"] = ("gel", "topical"),
            ["lotion"] = ("lotion", "topical"), ["shampoo"] = ("shampoo", "topical"), ["topical"] = (null, "topical"),
            ["patch"] = ("patch", "transdermal"), ["inhaler"] = ("inhaler", "inhaled"),
            ["inhaled"] = (null, "inhaled"), ["nasal"] = (null, "nasal"), ["spray"] = ("spray", null),
            ["suppository"] = ("suppository", "rectal"), ["vaginal"] = (null, "vaginal"),
            ["delayed-release"] = (null, null), ["ec"] = (null, null), ["odt"] = ("tablet", null),
        };

    /// <summary>The Korean endings of a word that name a form, longest first.</summary>
    public static IEnumerable<string> EndingsOf(string word) =>
        s_korean.Where(f => word.Length > f.Word.Length && word.EndsWith(f.Word, StringComparison.Ordinal))
            .Select(f => f.Word);

    public static bool IsWord(string word) =>
        s_english.ContainsKey(word.TrimEnd('.')) || s_korean.Any(f => f.Word == word);

    /// <summary>
    /// What the words of a name say about form and route. A route that a word says by itself, as in "oral gel", counts
    /// more than the usual one of a form.
    /// </summary>
    public static (string? Form, string? Route) Read(IEnumerable<string> words)
    {
        string? form = null, route = null, said = null;
        foreach (var word in words)
        {
            if (!s_english.TryGetValue(word.TrimEnd('.'), out var means))
            {
                var korean = Array.Find(s_korean, f => word.EndsWith(f.Word, StringComparison.Ordinal));
                means = (korean.Form, korean.Route);
            }

            form = means.Form ?? form;
            route = means.Route ?? route;
            said = means.Form is null ? means.Route ?? said : said;
        }

        return (form, said ?? route);
    }
}
