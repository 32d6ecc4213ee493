using System.Text.RegularExpressions;
using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>The intents that a message's words tell, with what they say besides.</summary>
public sealed class IntentRules
{
    private readonly IReadOnlyList<(string Name, IReadOnlyList<Form> Forms)> _intents;
    private readonly IntentWords _words;
    private readonly IReadOnlyDictionary<string, string> _names;
    private readonly Regex _nearby;
    private readonly Regex _placeNamed;
    private readonly Regex _sigungu;
    private readonly Regex _romanized = TermSet.Pattern(
        @"\b(?<name>[a-z]{2,14})[\s-]?(?<kind>gu|si|gun|district)\b"
        + @"|\b(in|at|from|near|around)\s+(?<name>[a-z]{4,14})\b(?![\s-]?(gu|si|gun|district)\b)");
    private readonly Regex _connectors;
    private readonly IReadOnlyList<(string Name, Regex Words)> _categories;

    /// <summary>Makes what is looked for ready.</summary>
    /// <param name="words">The forms.</param>
    /// <param name="text">The grammar around words.</param>
    /// <param name="characters">The names of the characters.</param>
    public IntentRules(IntentWords words, TextWords text, IEnumerable<string> characters)
    {
        _words = words;
        var after = $"(?:(?:{string.Join('|', text.Particles.OrderByDescending(p => p.Length).Select(Regex.Escape))})"
            + $"{{0,3}}(?=(?:{string.Join('|', text.Attached.Select(Regex.Escape))}"
            + "|버리|버려|버릴|버린|분리|배출|수거|시세|가격|값|수수료|매입|폐기|재활용|처리|팔|스티커|신고|kg|킬로|당|통|함|류|곳)|(?![가-힣])))";
        var names = words.Words.ToDictionary(w => w.Key, w => $"(?:(?:{w.Value}){after})");
        var known = string.Join(
            '|', characters.OrderByDescending(c => c.Length).Select(c => Regex.Escape(c.ToLowerInvariant())));
        names["CHARACTER"] = known.Length == 0 ? "(?!)" : $"(?:(?<![가-힣a-z])(?:{known}){after})";
        _names = names;
        _intents = [.. words.Intents.Select(i => (i.Key, (IReadOnlyList<Form>)[.. i.Value.Select(Ready)]))];
        _nearby = TermSet.Pattern(words.Nearby);
        _placeNamed = TermSet.Pattern(words.PlaceNamed);
        _sigungu = TermSet.Pattern(words.Sigungu);
        _connectors = TermSet.Pattern(words.Connectors);
        _categories = [.. words.Categories.Select(c => (c.Key, TermSet.Pattern(c.Value)))];
    }

    /// <summary>The intents in the order of the message.</summary>
    public IReadOnlyList<FoundIntent> In(MessageText text) =>
    [
        .. _intents.Select(
            i => (i.Name, At: i.Forms.Select(f => f.At(text.Asked)).Where(a => a >= 0).DefaultIfEmpty(-1).Min()))
            .Where(i => i.At >= 0).OrderBy(i => i.At).Select(i => new FoundIntent(i.Name, Parameters(i.Name, text))),
    ];

    /// <summary>Whether it asks what is near without saying where that is.</summary>
    public bool NeedsLocation(MessageText text) =>
        _nearby.IsMatch(text.Asked) && District(text) is null && !_placeNamed.IsMatch(text.Asked);

    /// <summary>Whether two requests are joined.</summary>
    public bool IsJoined(MessageText text) => _connectors.IsMatch(text.Asked);

    private Form Ready(IntentWords.Form form) => new(
        form.Any is { } any ? TermSet.AnyOf(any.Select(Named)) : null,
        [.. (form.All ?? []).Select(a => TermSet.Pattern(Named(a)))],
        form.Unless is { } unless ? TermSet.AnyOf(unless.Select(Named)) : null);

    private string Named(string pattern) => _names.Aggregate(
        pattern, (p, name) => p.Replace(name.Key, name.Value, StringComparison.Ordinal));

    private string? District(MessageText text) => _sigungu.Matches(text.Asked)
        .Select(m => m.Groups["name"].Value).FirstOrDefault(d => d.Length > 1 && !_words.NotSigungu.Contains(d))
        ?? _romanized.Matches(text.Asked).Select(Romanized).FirstOrDefault(d => d is not null);

    // Short names such as Jung are words as well: they need their -gu.
    private string? Romanized(Match match) =>
        _words.Romanized?.GetValueOrDefault(match.Groups["name"].Value) is { } district
        && IsOfKind(district, match.Groups["kind"].Value) ? district : null;

    private static bool IsOfKind(string district, string kind) => kind switch
    {
        "gu" => district[^1] == '구',
        "si" => district[^1] == '시',
        "gun" => district[^1] == '군',
        "district" => true,
        _ => district.Length > 2,
    };

    private Dictionary<string, object> Parameters(string intent, MessageText text)
    {
        var found = new Dictionary<string, object>();
        if (intent is "bulk_waste" or "collection_point" or "location" or "weather" && District(text) is { } district)
        {
            found["sigungu"] = district;
        }

        if (intent == "bulk_waste" && Word("BULKY", text) is { } item)
        {
            found["item"] = item;
        }

        if (intent == "collection_point" && Word("SPECIAL", text) is { } special)
        {
            found["item"] = special;
        }

        if (intent == "recyclable_price")
        {
            if (_categories.FirstOrDefault(c => c.Words.IsMatch(text.Asked)).Name is { } category)
            {
                found["category"] = category;
            }

            if (Word("RECYCLABLE", text) is { } name)
            {
                found["item"] = name;
            }
        }

        return found;
    }

    private string? Word(string name, MessageText text) =>
        TermSet.Pattern(_words.Words[name]).Match(text.Asked) is { Success: true } match ? match.Value : null;

    private sealed record Form(Regex? Any, IReadOnlyList<Regex> All, Regex? Unless)
    {
        public int At(string text)
        {
            if (Unless?.IsMatch(text) == true)
            {
                return -1;
            }

            var first = int.MaxValue;
            foreach (var pattern in Any is null ? All : All.Prepend(Any))
            {
                if (pattern.Match(text) is not { Success: true } match)
                {
                    return -1;
                }

                first = Math.Min(first, match.Index);
            }

            return first == int.MaxValue ? -1 : first;
        }
    }
}
