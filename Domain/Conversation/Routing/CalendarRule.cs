using System.Globalization;
using System.Text.RegularExpressions;
using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>
/// Looking at the calendar, and what a new entry says. Entries are made by nobody but the classifier.
/// </summary>
internal sealed class CalendarRule(RoutingWords words)
{
    private const int LongestSpan = 32;

    private readonly TermSet _nouns = TermSet.Of(words.Calendar.Nouns, words.Text);
    private readonly Regex _create = TermSet.Pattern(words.Calendar.Create);
    private readonly Regex _createWord = TermSet.Pattern($"(?:{words.Calendar.Create})[가-힣]*");
    private readonly Regex _notObject = TermSet.Pattern(words.Calendar.NotObject);
    private readonly Regex _verbNoun = TermSet.Pattern(words.Calendar.VerbNoun);
    private readonly Regex _booking = TermSet.Pattern("예약\\s*(해|좀|부탁|잡)");
    // A time that nobody can look up: today is not meant.
    private readonly Regex _vague = TermSet.Pattern(
        "예전|옛날|과거|지난번|저번(?!\\s*(주|달))|이전|지난\\s*(회의|미팅|일정|약속|스케줄)|그때|언젠가"
        + "|\\b(old|past|previous|earlier|former|last)\\s+(calendar|schedule|appointment|meeting|agenda)s?\\b"
        + "|\\b(some\\s?day|long\\s+ago|in\\s+the\\s+past|back\\s+then|a\\s+while\\s+ago)\\b");
    private readonly Regex _titleNoise = TermSet.Pattern(
        "(?<![가-힣])(하나|한\\s*건|좀|새|새로운|에|으로|로|부터|까지|줘|주세요|주시겠어요|주실래요|주겠어요|줄래|줄래요|"
        + "해줘|해주세요|해|하기|을|를|의|랑|과|와|꼭|부탁|부탁해|부탁드려요|내|제|우리|나)(?![가-힣])"
        + "|\\b(please|can|could|would|you|i|want|need|to|an?|the|my|for|on|in|at|called|titled|new|into|"
        + "lets)\\b|let's");

    public Claim? Claim(MessageText text, DateOnly today, bool isOtherWork)
    {
        var isCreating = _create.IsMatch(text.Asked);
        var hasNoun = _nouns.IsIn(text.Asked);
        if (_verbNoun.IsMatch(text.Asked) || (!hasNoun && !isCreating))
        {
            return null;
        }

        var dates = SpokenDates.In(text.Asked, today);
        if (isCreating)
        {
            return CreateClaim(text, dates, hasNoun, isOtherWork);
        }

        if (isOtherWork || _notObject.IsMatch(text.Asked))
        {
            return null;
        }

        if (dates.Span is null && _vague.IsMatch(text.Asked))
        {
            return new("calendar", null, "a calendar word and a time that is no day", IsHint: true)
            {
                Missing = "days",
            };
        }

        var (tool, span) = dates.Span is { } days && days != DateSpan.Of(today)
            ? (ToolCall.Of("calendar.search", ("date_from", Iso(days.From)), ("date_to", Iso(days.To))), days)
            : (ToolCall.Of("calendar.today"), DateSpan.Of(today));
        return new("calendar", tool, $"a calendar word and no creation word; {Iso(span.From)} to {Iso(span.To)}")
        {
            Days = span,
        };
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Iso(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private Claim? CreateClaim(MessageText text, SpokenDates dates, bool hasNoun, bool isOtherWork)
    {
        var time = SpokenTime.In(dates.Rest);
        // A year is no day to begin on.
        var span = dates.Span is { } named && named.To.DayNumber - named.From.DayNumber < LongestSpan
            ? dates.Span
            : null;
        var isBooking = span is not null && time.Time is not null
            && (_booking.IsMatch(text.Asked) || !text.IsKorean);
        if ((!hasNoun && !isBooking) || isOtherWork || _notObject.IsMatch(text.Asked))
        {
            // Still not a look at the calendar: something else is to be made.
            return hasNoun ? new("calendar", null, "a calendar word beside other work", IsHint: true) : null;
        }

        var title = Title(time.Rest, hasNoun);
        var call = ToolCall.Of(
            "calendar.create_draft",
            ("title", title.Length == 0 ? null : title),
            ("date", span is { } days ? Iso(days.From) : null),
            ("time", time.Time is { } at ? Iso(at) : null),
            ("end_time", time.Time is { } begin ? Iso(begin.AddHours(1)) : null));
        return new("calendar", call, "a creation word goes to the classifier", IsHint: true)
        {
            Days = span,
            Missing = span is null ? "date" : time.Time is null ? "time" : title.Length == 0 ? "title" : null,
        };
    }

    private string Title(string rest, bool hasNoun)
    {
        var bare = _createWord.Replace(hasNoun ? WithoutNouns(rest) : rest, " ");
        // The endings that a creation word leaves behind, and words that name no subject.
        bare = Regex.Replace(bare, @"(?<=\s|^)(달라고|달라|달래|줘|주|줄래|둬|놔)\S*", " ");
        bare = _titleNoise.Replace(bare, " ").Replace(MessageText.Blank, ' ');
        var title = string.Join(
            ' ', bare.Split([' ', ',', '.', '!', '?', '~', ':', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return Regex.Replace(title, "(?<=[가-힣])(을|를|은|는|에)$", "");
    }

    // A noun alone is the subject: 내일 3시에 회의 잡아줘.
    private string WithoutNouns(string rest)
    {
        var without = _nouns.Without(rest);
        var left = _titleNoise.Replace(_createWord.Replace(without, " "), " ");
        return left.Any(char.IsLetterOrDigit)
            ? without
            : Regex.Replace(rest, @"캘린더(에|에다)?|달력에|일정(을|에|으로)?|스케줄(을|에)?|\bcalendar\b|\bschedule\b", " ");
    }
}
