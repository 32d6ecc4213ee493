using System.Security.Cryptography;
using System.Text;
using OpsFlow.Domain.Prescriptions.Drugs;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Prescriptions.Cards;

/// <summary>
/// Writes the cards of a check, from the data alone: the same check gives the same cards to the byte. The most urgent
/// come first, then by name; what a provider tells beside what it was asked comes behind them.
/// </summary>
public sealed class CardWriter
{
    private const int MaxSummary = 139;
    private const int MaxName = 80;

    private readonly CardWords _words;
    private readonly string _subject;
    private readonly CheckResult _check;
    private readonly IReadOnlyDictionary<string, Ingredient> _ingredients;

    private CardWriter(
        string subject, CheckResult check, IReadOnlyDictionary<string, Ingredient> ingredients, string language)
    {
        _words = new CardWords(language);
        _subject = subject;
        _check = check;
        _ingredients = ingredients;
    }

    /// <summary>Writes.</summary>
    /// <param name="subject">The prescription and the version of its content; goes into the ids.</param>
    /// <param name="language">"en" or "ko".</param>
    public static IReadOnlyList<CdsCard> Write(
        string subject, CheckResult check, IReadOnlyDictionary<string, Ingredient> ingredients, string language) =>
        new CardWriter(subject, check, ingredients, language).WriteAll();

    /// <summary>How a severity shows.</summary>
    public static CardIndicator IndicatorOf(InteractionSeverity severity) => severity switch
    {
        InteractionSeverity.Contraindicated => CardIndicator.Critical,
        InteractionSeverity.Major => CardIndicator.Warning,
        _ => CardIndicator.Info,
    };

    private IReadOnlyList<CdsCard> WriteAll()
    {
        List<CdsCard> cards =
        [
            .. _check.Interactions.Select(i => Interaction(i, CardKind.Interaction)),
            .. _check.Duplicates.Select(Duplicate),
        ];
        if (_check.Failure is not null)
        {
            cards.Add(Failed());
        }

        if (_check.Drugs.Any(NeedsLook))
        {
            cards.Add(Unchecked());
        }

        var beside = (_check.Others ?? []).Select(o => Interaction(o, CardKind.Beside)).ToList();
        if (cards.Count + beside.Count == 0)
        {
            cards.Add(NoEntry());
        }
        else if (_check.Local.Count > 0)
        {
            cards.Add(Card(
                CardKind.NoEntry, "local", _words.Format("LocalSummary", _check.Local.Count), CardIndicator.Info,
                Local(), null, []));
        }

        return [.. Ordered(cards), .. Ordered(beside)];
    }

    private static IEnumerable<CdsCard> Ordered(IEnumerable<CdsCard> cards) =>
        cards.OrderByDescending(c => c.Indicator)
            .ThenByDescending(c => c.Severity ?? InteractionSeverity.Minor)
            .ThenBy(c => c.Rule, StringComparer.Ordinal);

    private static bool NeedsLook(CheckedDrug drug) =>
        drug.Drug.Status != DrugStatus.Known || Has(drug, NormalizedDrug.CodeDiffers)
        || Has(drug, NormalizedDrug.ValueUnreadable);

    private static bool Has(CheckedDrug drug, string note) => drug.Drug.Notes?.Contains(note) == true;

    private CdsCard Interaction(FoundInteraction found, CardKind kind)
    {
        var (first, second) = (NameOf(found.First), NameOf(found.Second));
        var severity = _words[$"Severity{found.Severity}"];
        var detail = new List<string>
        {
            _words.Format("InteractionDetail", first, second, severity),
            found.Effect.In(_words.Language),
            found.Advice.In(_words.Language),
        };
        detail.AddRange(found.Conditions.Select(c => _words.Format("Condition", c.In(_words.Language))));
        if (found.AboveDose)
        {
            detail.Add(_words["AboveDose"]);
        }
        else if (found.DoseUnknown)
        {
            detail.Add(_words["DoseUnknown"]);
        }

        if (kind == CardKind.Beside)
        {
            detail.Add(_words["BesideDetail"]);
        }

        foreach (var (name, lines) in new[] { (first, found.FirstLines), (second, found.SecondLines) })
        {
            if (lines.Count > 0)
            {
                detail.Add(_words.Format("Drugs", name, Written(lines)));
            }
        }

        detail.Add(_words.Format("Sources", string.Join("; ", found.Sources.Select(s => $"{s.Label} ({s.Version})"))));
        return Card(
            kind, $"interaction:{found.First}+{found.Second}",
            _words.Format("InteractionSummary", first, second, severity),
            IndicatorOf(found.Severity), detail, found.Severity,
            [.. found.FirstLines.Concat(found.SecondLines).Distinct().Order()],
            found.Sources.FirstOrDefault(s => s.Url is { Length: > 0 })?.Url);
    }

    private CdsCard Duplicate(DuplicateIngredient found)
    {
        var name = NameOf(found.Ingredient);
        return Card(
            CardKind.Duplicate, $"duplicate:{found.Ingredient}",
            _words.Format("DuplicateSummary", name, found.Lines.Count), CardIndicator.Warning,
            [_words["DuplicateDetail"], _words.Format("Drugs", name, Written(found.Lines))], null, found.Lines);
    }

    private CdsCard Unchecked()
    {
        var drugs = _check.Drugs.Where(NeedsLook).ToList();
        var detail = drugs.Select(d => _words.Format(
            d.Drug.Status switch
            {
                DrugStatus.Unknown => "UnknownLine",
                DrugStatus.Partial => "PartialLine",
                _ when Has(d, NormalizedDrug.CodeDiffers) => "DiffersLine",
                _ => "UnreadableLine",
            },
            d.Line, Shown(d), string.Join(", ", d.Drug.Ingredients.Select(NameOf))));
        var unknown = drugs.Count(d => d.Drug.Status != DrugStatus.Known);
        var differ = drugs.Count(d => Has(d, NormalizedDrug.CodeDiffers));
        var (what, count) = unknown > 0 ? ("UncheckedSummary", unknown)
            : differ > 0 ? ("DiffersSummary", differ)
            : ("UnreadableSummary", drugs.Count);
        var summary = _words.Format(what, count, _check.Drugs.Count);
        return Card(
            CardKind.Unchecked, "unchecked", summary, CardIndicator.Warning,
            [.. detail, _words["UncheckedDetail"]], null,
            [.. drugs.Select(d => d.Line)]);
    }

    private CdsCard Failed() => Card(
        CardKind.Failed, "failed", _words["FailedSummary"], CardIndicator.Warning,
        [_words["FailedDetail"], _check.Failure!.CutTo(300)], null, [.. _check.Drugs.Select(d => d.Line)]);

    private CdsCard NoEntry()
    {
        var summary = _check.Drugs.Count == 0
            ? _words["EmptySummary"]
            : _words.Format(
                _check.Drugs.Count == 1 ? "NoEntrySummaryOfOne" : "NoEntrySummary", _check.DataVersion,
                _check.Drugs.Count);
        return Card(
            CardKind.NoEntry, "no-entry", summary, CardIndicator.Info, [_words["NoEntryDetail"], .. Local()], null,
            []);
    }

    private IEnumerable<string> Local() =>
        _check.Local.Select(l => _words.Format("LocalLine", NameOf(l.First), NameOf(l.Second)));

    private CdsCard Card(
        CardKind kind, string rule, string summary, CardIndicator indicator, IEnumerable<string> detail,
        InteractionSeverity? severity, IReadOnlyList<int> lines, string? url = null)
    {
        var label = _words.Format("Source", _check.Table, _check.DataVersion);
        var reasons = OverrideReasons.CodesOf(kind)
            .Select(c => new OverrideReason(c, OverrideReasons.System, _words[$"Reason-{c}"]));
        return new(
            IdOf(rule), Short(summary), indicator,
            string.Join('\n', detail.Append(_check.Notice.In(_words.Language)).Where(d => d.Length > 0)),
            new(label, url), [.. reasons], kind, rule, severity, lines);
    }

    private Guid IdOf(string rule)
    {
        var text = $"{_subject}\n{_check.Table}\n{_check.DataVersion}\n{rule}";
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];

        // Version 8 of RFC 9562: an id made of a hash of our own.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static string Short(string summary) =>
        summary.Length <= MaxSummary ? summary : summary.CutTo(MaxSummary - 1, "…");

    private string NameOf(string id) =>
        _words.Language == "ko" && _ingredients.TryGetValue(id, out var i) ? i.Korean : id;

    private string Written(IReadOnlyList<int> lines) =>
        string.Join(", ", lines.Select(l => Shown(_check.Drugs.First(d => d.Line == l))));

    private string Shown(CheckedDrug drug)
    {
        var name = drug.Drug.Written.Length == 0 ? _words["Blank"] : drug.Drug.Written.CutTo(MaxName, "…");
        return drug.Drug.Route is { } route ? $"{name} [{route}]" : name;
    }
}
