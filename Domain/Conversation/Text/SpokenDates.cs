using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.Conversation.Text;

/// <summary>Days as people say them, in Korean and English.</summary>
public sealed partial class SpokenDates
{
    // A date this long ago is meant for next year.
    private const int LongAgo = 180;

    private static readonly (Regex Form, Func<Match, DateOnly, DateSpan?> Read)[] s_forms =
    [
        (FullDate(), (m, _) => Day(Number(m, "y"), Number(m, "m"), Number(m, "d"))),
        (MonthOfYear(), (m, today) =>
            Day(today.Year + Years(m.Groups["w"].Value), Number(m, "m"), m.Groups["d"].Success ? Number(m, "d") : 1)
                is not { } day ? null : m.Groups["d"].Success ? day : DateSpan.MonthOf(day.From)),
        (WholeYear(), (m, today) => today.Year + Years(m.Groups["w"].Value) is var year
            ? new DateSpan(new(year, 1, 1), new(year, 12, 31))
            : null),
        (MonthDay(), (m, today) => InYear(today, Number(m, "m"), Number(m, "d"))),
        (EnglishMonthDay(), (m, today) => InYear(today, Month(m.Groups["m"].Value), Number(m, "d"))),
        (WeekdayOfWeek(), (m, today) =>
            DateSpan.Of(
                DateSpan.WeekOf(today).From.AddDays((7 * Week(m.Groups["w"].Value)) + Weekday(m.Groups["d"].Value)))),
        (Weekend(), (m, today) =>
            DateSpan.WeekOf(today).From.AddDays((7 * Week(m.Groups["w"].Value)) + 5) is var saturday
                ? new DateSpan(saturday, saturday.AddDays(1))
                : null),
        (WholeWeek(), (m, today) => DateSpan.WeekOf(today.AddDays(7 * Week(m.Groups["w"].Value)))),
        (WholeMonth(), (m, today) => DateSpan.MonthOf(today.AddMonths(Week(m.Groups["w"].Value)))),
        (ComingDays(), (m, today) => new DateSpan(today, today.AddDays(Math.Clamp(Number(m, "n"), 1, 366) - 1))),
        (Ahead(), (m, today) => DateSpan.Of(today.AddDays(Math.Min(Number(m, "n"), 3660)))),
        (WeekAhead(), (_, today) => DateSpan.Of(today.AddDays(7))),
        (Ago(), (m, today) => DateSpan.Of(today.AddDays(-Math.Min(Number(m, "n"), 3660)))),
        (In3Days(), (_, today) => DateSpan.Of(today.AddDays(3))),
        (AfterTomorrow(), (_, today) => DateSpan.Of(today.AddDays(2))),
        (BeforeYesterday(), (_, today) => DateSpan.Of(today.AddDays(-2))),
        (Tomorrow(), (_, today) => DateSpan.Of(today.AddDays(1))),
        (Yesterday(), (_, today) => DateSpan.Of(today.AddDays(-1))),
        (Today(), (_, today) => DateSpan.Of(today)),
        (BareWeekday(), (m, today) =>
            DateSpan.Of(today.AddDays((Weekday(m.Groups["d"].Value) - ((int)today.DayOfWeek + 6) % 7 + 7) % 7))),
        (DayOfMonth(), (m, today) => Coming(today, Number(m, "d"))),
        (NamedMonth(), (m, today) =>
            InYear(today, Number(m, "m"), 1) is { } first ? DateSpan.MonthOf(first.From) : null),
    ];

    private SpokenDates(DateSpan? span, string rest) => (Span, Rest) = (span, rest);

    /// <summary>From the first to the last day that is named; null when none is.</summary>
    public DateSpan? Span { get; }

    /// <summary>The text without them.</summary>
    public string Rest { get; }

    /// <summary>Reads a text in lower case.</summary>
    public static SpokenDates In(string text, DateOnly today)
    {
        DateSpan? span = null;
        foreach (var (form, read) in s_forms)
        {
            text = form.Replace(text, match =>
            {
                if (read(match, today) is not { } found)
                {
                    return match.Value;
                }

                span = span?.With(found) ?? found;
                return new string(' ', match.Length);
            });
        }

        return new(span, text);
    }

    private static int Number(Match match, string group) =>
        int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateSpan? Day(int year, int month, int day) =>
        year is > 1900 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? DateSpan.Of(new(year, month, day))
            : null;

    private static DateSpan? InYear(DateOnly today, int month, int day) => Day(today.Year, month, day) is not { } found
        ? null
        : found.From < today.AddDays(-LongAgo) ? Day(today.Year + 1, month, day) : found;

    private static DateSpan? Coming(DateOnly today, int day)
    {
        var month = day < today.Day ? today.AddMonths(1) : today;
        return Day(month.Year, month.Month, day);
    }

    private static int Week(string word) => word.Replace(" ", "", StringComparison.Ordinal) switch
    {
        "다다음" or "다다음주" => 2,
        "다음" or "다음주" or "담주" or "담" or "차주" or "내주" or "next" or "내달" or "다음달" or "담달" => 1,
        "지난" or "지난주" or "저번" or "저번주" or "last" or "지난달" or "저번달" or "previous" => -1,
        _ => 0,
    };

    private static int Years(string word) => word[0] switch
    {
        '재' => -2, '작' or '지' or 'l' => -1, '내' or 'n' => 1, _ => 0,
    };

    private static int Weekday(string word) => word[0] switch
    {
        '월' => 0, '화' => 1, '수' => 2, '목' => 3, '금' => 4, '토' => 5, '일' => 6,
        'm' => 0, 'w' => 2, 'f' => 4,
        't' => word.StartsWith("tu", StringComparison.Ordinal) ? 1 : 3,
        _ => word.StartsWith("sa", StringComparison.Ordinal) ? 5 : 6,
    };

    private static int Month(string word) =>
        "janfebmaraprmayjunjulaugsepoctnovdec".IndexOf(word[..3], StringComparison.Ordinal) / 3 + 1;

    [GeneratedRegex(@"(?<y>\d{4})\s*[-./년]\s*(?<m>\d{1,2})\s*[-./월]\s*(?<d>\d{1,2})\s*(일|(?!\d))")]
    private static partial Regex FullDate();

    [GeneratedRegex(@"(?<w>재작년|작년|지난해|올해|금년|내년)(도|의)?\s*(?<m>\d{1,2})\s*월(\s*(?<d>\d{1,2})\s*일)?")]
    private static partial Regex MonthOfYear();

    [GeneratedRegex(@"(?<w>재작년|작년|지난해|올해|금년|내년)(?!생|\s*(초|말))|\b(?<w>this|last|next)\s+year\b")]
    private static partial Regex WholeYear();

    [GeneratedRegex(@"(?<![\d/])(?<m>\d{1,2})\s*(월\s*(?<d>\d{1,2})\s*일|/(?<d>\d{1,2})(?![\d/]))")]
    private static partial Regex MonthDay();

    [GeneratedRegex(
        @"\b(?<m>jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sep(t(ember)?)?|oct(ober)?|nov"
            + @"(ember)?|dec(ember)?)\.?\s+(?<d>\d{1,2})(st|nd|rd|th)?\b")]
    private static partial Regex EnglishMonthDay();

    [GeneratedRegex(
        @"(?<w>다다음\s*주|이번\s*주|금주|다음\s*주|담주|차주|지난\s*주|저번\s*주)\s*(의\s*)?(?<d>[월화수목금토일])(요일|욜)"
        + @"|\b(?<w>next|last)\s+(?<d>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b")]
    private static partial Regex WeekdayOfWeek();

    [GeneratedRegex(@"(?<w>다다음|이번|다음|담|지난|저번)\s*(주\s*)?주말|(?<w>)(?<![가-힣])주말|\b((?<w>this|next|last)\s+)?weekend\b")]
    private static partial Regex Weekend();

    [GeneratedRegex(
        @"(?<w>다다음\s*주|이번\s*주|다음\s*주|담주|지난\s*주|저번\s*주)(?!말|년|기)|(?<![가-힣])(?<w>금주|차주|내주)(?!류)"
        + @"|(?<w>이번|다음|지난)\s*week\b|\b(?<w>this|next|last)\s+week\b")]
    private static partial Regex WholeWeek();

    [GeneratedRegex(@"(?<w>이번|다음|담|지난|저번)\s*달|(?<![가-힣])(?<w>이달|내달)|\b(?<w>this|next|last)\s+month\b")]
    private static partial Regex WholeMonth();

    [GeneratedRegex(@"(앞으로|향후)\s*(?<n>\d{1,3})\s*일(간|동안)?|\b(next|coming)\s+(?<n>\d{1,3})\s+days\b")]
    private static partial Regex ComingDays();

    [GeneratedRegex(@"(?<n>\d{1,4})\s*일\s*(뒤|후|있다가)|\bin\s+(?<n>\d{1,4})\s+days?\b")]
    private static partial Regex Ahead();

    [GeneratedRegex(@"일주일\s*(뒤|후)|\bin\s+a\s+week\b|\ba\s+week\s+from\s+(now|today)\b")]
    private static partial Regex WeekAhead();

    [GeneratedRegex(@"(?<n>\d{1,4})\s*일\s*전|\b(?<n>\d{1,4})\s+days?\s+ago\b")]
    private static partial Regex Ago();

    [GeneratedRegex("글피|사흘\\s*(뒤|후)")]
    private static partial Regex In3Days();

    [GeneratedRegex(@"내일\s?모레|모레|이틀\s*(뒤|후)|\b(the\s+)?day\s+after\s+tomorrow\b")]
    private static partial Regex AfterTomorrow();

    [GeneratedRegex(@"그저께|그제|엊그제|엊그저께|이틀\s*전|\b(the\s+)?day\s+before\s+yesterday\b")]
    private static partial Regex BeforeYesterday();

    [GeneratedRegex(@"내일|낼(?=\s|$)|명일|익일|\btomorrow\b|\btmrw?\b")]
    private static partial Regex Tomorrow();

    [GeneratedRegex(@"어제|어저께|전날|\byesterday\b")]
    private static partial Regex Yesterday();

    [GeneratedRegex(@"오늘|금일|당일|\btoday\b|\btonight\b|\bthis\s+(morning|afternoon|evening)\b")]
    private static partial Regex Today();

    [GeneratedRegex(
        @"(?<d>[월화수목금토일])요일|\b(?<d>monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b")]
    private static partial Regex BareWeekday();

    [GeneratedRegex(@"(?<![\d.월])(?<d>\d{1,2})\s*일(?!\s*(치|간|동안|뒤|후|전|째|분|차|반|요일|[0-9가-힣]*시간)|정|상|이내)|\bthe\s+"
        + @"(?<d>\d{1,2})(st|nd|rd|th)\b")]
    private static partial Regex DayOfMonth();

    [GeneratedRegex(@"(?<!\d)(?<m>\d{1,2})\s*월(?!\s*(요일|\d))")]
    private static partial Regex NamedMonth();
}
