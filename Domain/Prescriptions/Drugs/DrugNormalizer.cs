using System.Text.RegularExpressions;

namespace OpsFlow.Domain.Prescriptions.Drugs;

/// <summary>
/// Turns what is written on a prescription into ingredients. A name is looked up whole, then without what is known
/// to be no name: strengths, forms, salts, tags. What is left must be in the table; nothing is guessed from a part.
/// </summary>
public sealed partial class DrugNormalizer(DrugTable table)
{
    private const int MaxLength = 500;
    private const int MaxShortenings = 64;

    // Makers written before the name; a table of products has most of them already.
    private static readonly string[] s_makers =
    [
        "한미", "대웅", "종근당", "유한", "동아", "삼진", "보령", "신풍", "일동", "광동", "경동", "명문", "휴온스", "한독",
        "제일", "안국", "동국", "국제", "하나", "환인", "부광", "녹십자", "씨제이", "건일", "대원", "영진", "삼천당",
        "테바", "산도스", "화이자", "노바티스", "명인", "대화", "한림", "일양", "동광", "삼일", "태준", "알보젠", "영풍",
        "유나이티드", "휴텍스", "동구", "셀트리온", "이연", "바이넥스", "제뉴원", "한국",
    ];

    /// <summary>Normalizes one drug.</summary>
    /// <param name="code">The product's code; may be null.</param>
    /// <param name="written">The name as written.</param>
    public NormalizedDrug Normalize(string? code, string? written)
    {
        var shown = DrugText.Clean(written);
        if (shown.Length > MaxLength)
        {
            shown = shown[..MaxLength];
        }

        var byCode = table.ProductOf(code);
        if ((shown.Length == 0 || DrugText.IsDamaged(shown)) && byCode is null)
        {
            return new(shown, DrugStatus.Unknown, [], Notes: [NormalizedDrug.Unreadable]);
        }

        var product = table.ProductNamed(shown);
        var read = DrugText.IsDamaged(shown) ? Reading.Nothing : Read(shown);
        if (product is not null)
        {
            read = read with { Ingredients = product.Ingredients, Missing = false, InARow = 0 };
        }

        return Combine(shown, byCode, product, read);
    }

    private static NormalizedDrug Combine(string shown, Product? byCode, Product? byName, Reading read)
    {
        List<string> notes = [];
        var ingredients = read.Ingredients;
        if (byCode is not null)
        {
            if (ingredients.Except(byCode.Ingredients).Any())
            {
                notes.Add(NormalizedDrug.CodeDiffers);
            }

            ingredients = [.. byCode.Ingredients.Union(ingredients)];
            read = read with { Missing = false };
        }

        if (ingredients.Count > 0 && read.InARow > ingredients.Count)
        {
            notes.Add(NormalizedDrug.StrengthsDiffer);
            read = read with { Missing = true };
        }

        var product = byCode ?? byName;
        var status = ingredients.Count == 0 ? DrugStatus.Unknown
            : read.Missing ? DrugStatus.Partial
            : DrugStatus.Known;
        return new(
            shown, status, ingredients, read.Strength ?? product?.Strength, read.Form ?? product?.Form,
            read.Route ?? product?.Route, product?.Code, notes);
    }

    private Reading Read(string shown)
    {
        var untagged = Tag().Replace(shown, " ").Replace('_', ' ');
        var inside = Bracketed().Matches(untagged).Select(m => m.Groups[1].Value.Trim()).ToList();
        var (strengths, inARow, body) = Strength.TakeFrom(Bracketed().Replace(untagged, " "));
        if (strengths.Count == 0)
        {
            strengths = [.. inside.SelectMany(i => Strength.TakeFrom(i).Strengths)];
        }

        var words = body.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (form, route) = DoseForm.Read([.. inside, .. words]);
        var (named, namedMissing) = Resolve(body);
        List<string> declared = [];
        var declaredMissing = false;
        foreach (var part in inside)
        {
            var (found, missing) = Resolve(Strength.TakeFrom(part).Remainder);
            declared.AddRange(found);

            // A remark such as "1일 1회" names no substance and is no missing ingredient.
            declaredMissing |= missing && (found.Count > 0 || NamesSubstance(part));
        }

        var all = declared.Union(named).ToList();
        var isMissing = declaredMissing || (namedMissing && (named.Count > 0 || declared.Count == 0));
        var units = all.Select(i => table.Ingredients[i].Unit).Append(null).First();
        var text = strengths.Count == 0 ? null : string.Join(" + ", strengths.Select(s => s.In(units)));
        return new(all, isMissing, text, inARow, form, route);
    }

    private static bool NamesSubstance(string text)
    {
        var (_, _, rest) = Strength.TakeFrom(text);
        return rest.Split(' ', '/', '+', ',', '·').Any(w => Salts.EndingsOf(w).Any());
    }

    /// <summary>The ingredients of a name or of names joined by signs, and whether a part was not found.</summary>
    private (IReadOnlyList<string> Found, bool Missing) Resolve(string name)
    {
        if (name.Trim().Length == 0)
        {
            return ([], true);
        }

        if (Single(name) is { } whole)
        {
            return (whole, false);
        }

        var parts = Joint().Split(name).Where(p => p.Trim().Length > 0).ToList();
        if (parts.Count < 2)
        {
            return Hyphened(name) is { } joined ? (joined, false) : ([], true);
        }

        var found = parts.Select(p => Single(p) ?? Hyphened(p)).ToList();
        return ([.. found.OfType<IReadOnlyList<string>>().SelectMany(f => f).Distinct()], found.Contains(null));
    }

    // losartan-hctz: a hyphen belongs to many names, so it joins two only where every part is one.
    private IReadOnlyList<string>? Hyphened(string name)
    {
        var found = name.Split('-', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(Single).ToList();
        return found.Count > 1 && !found.Contains(null) ? [.. found.SelectMany(f => f!).Distinct()] : null;
    }

    private IReadOnlyList<string>? Single(string name)
    {
        if (table.Find(name) is { } exact)
        {
            return exact;
        }

        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var formless = words.Where(w => !DoseForm.IsWord(w)).ToArray();
        var bare = formless.Where(w => !Number().IsMatch(w)).ToArray();
        var saltless = bare.Where(w => !Salts.IsWord(w)).ToArray();
        string[] candidates =
        [
            string.Join(' ', formless), string.Join(' ', bare), string.Join(' ', saltless),
            TrailingNumber().Replace(string.Join(' ', bare), ""),
        ];
        foreach (var candidate in candidates.Where(c => c.Length > 0).Distinct())
        {
            if ((table.Find(candidate) ?? Shortened(candidate.Replace(" ", "", StringComparison.Ordinal))) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // Endings come in any order and number: 아토르바스타틴칼슘삼수화물정.
    private IReadOnlyList<string>? Shortened(string word)
    {
        var seen = new HashSet<string> { word };
        var open = new Queue<string>([word]);
        foreach (var maker in s_makers.Where(m => word.StartsWith(m, StringComparison.Ordinal)))
        {
            open.Enqueue(word[maker.Length..]);
        }

        while (open.TryDequeue(out var next) && seen.Count < MaxShortenings)
        {
            if (table.Find(next) is { } found)
            {
                return found;
            }

            foreach (var ending in DoseForm.EndingsOf(next).Concat(Salts.EndingsOf(next)))
            {
                var shorter = next[..^ending.Length].TrimEnd('-', '.');
                if (seen.Add(shorter))
                {
                    open.Enqueue(shorter);
                }
            }
        }

        return null;
    }

    [GeneratedRegex(@"\[[^\]]*\]|【[^】]*】|<[^>]*>|[*◆★※]")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\(([^()]*)\)")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"[+/·,;&]|\sand\s|\swith\s|\s및\s|\s-\s", RegexOptions.IgnoreCase)]
    private static partial Regex Joint();

    [GeneratedRegex(@"\A\d+(\.\d+)?\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<=\p{L})\d+(\.\d+)?\z")]
    private static partial Regex TrailingNumber();

    private sealed record Reading(
        IReadOnlyList<string> Ingredients, bool Missing, string? Strength, int InARow, string? Form, string? Route)
    {
        public static readonly Reading Nothing = new([], true, null, 0, null, null);
    }
}
