using System.Globalization;
using System.Text.RegularExpressions;
using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>Looking for mail, and the refusal of sending any.</summary>
internal sealed class MailRule(RoutingWords words)
{
    /// <summary>What is refused.</summary>
    public const string SendRefusal = "mail_send_not_supported";

    private const int DefaultDays = 7;
    private const int MaxDays = 365;

    private readonly TermSet _nouns = TermSet.Of(words.Mail.Nouns, words.Text);
    private readonly TermSet _find = TermSet.Of(words.Mail.Find, words.Text);
    private readonly IReadOnlyList<(string Folder, TermSet Words)> _folders =
        [.. words.Mail.Folders.Select(f => (f.Key, TermSet.Of(f.Value, words.Text)))];
    private readonly Regex _send = TermSet.Pattern(words.Mail.Send);
    private readonly Regex _sendEnglish = TermSet.Pattern(words.Mail.SendEnglish);
    private readonly Regex _notSend = TermSet.Pattern(words.Mail.NotSendEnglish);
    private readonly Regex _verb = TermSet.Pattern(words.Mail.VerbEnglish);
    private readonly Regex _mentions = TermSet.Pattern(words.Mail.Mentions);
    private readonly QueryText _query = new(words.Mail.Skip, words.Text);
    private readonly Regex _about =
        TermSet.Pattern("관련|에\\s*대한|에게서|한테서|로부터|(?<!나|저|내|제|우리)(한테|에게)\\s*(온|왔|받은)|에서\\s*(온|보낸)"
            + "|(이|가|님이|께서)\\s*(보낸|보내준|보내신|보내주신|보내온|보냈던|쓴)|\\b(about|from|regarding|mentioning)\\b");

    // 김부장님이 보낸, 엄마한테서 온: the name is what is looked for. Those who ask are no name.
    private readonly Regex _sender = TermSet.Pattern(
        "(?<![가-힣a-z0-9._@-])(?!누구|누가|나한테|나에게|내가|제가|네가|니가|저한테|저에게|우리|어디|뭐|무엇|함께)"
        + "(?<name>[가-힣a-z0-9._@-]+?)님?((?<ending>께서|에게서|한테서|으로부터|로부터|에게|한테)(?![가-힣])"
        + "|(?<ending>이|가|을|를|께|에|에서)\\s*(?=(보낸|보내(준|신|주신|온)|보냈던|쓴|온|왔|준|주신|받은|적힌|들어\\s*(간|있는)"
        + "|(작성|전달|공유|발송|회신|답장)한|(첨부|포함|언급|참조)[된한])(?![가-힣])))");
    private readonly Regex _one = TermSet.Pattern("#\\s?(?<uid>[1-9]\\d{0,9})(?!\\d)");
    private readonly Regex _recent = TermSet.Pattern(
        "(?<n>\\d{1,3})\\s*일\\s*(치|간|동안|이내|내)|(최근|지난)\\s*(?<n>\\d{1,3})\\s*일|"
        + "\\b(last|past|previous)\\s+(?<n>\\d{1,3})\\s+days?"
        + "|(?<weeks>\\d{1,2})\\s*주(일)?\\s*(치|간|동안|이내|내)|(최근|지난)\\s*(?<weeks>\\d{1,2})\\s*주|"
        + "\\b(last|past)\\s+(?<weeks>\\d{1,2})\\s+weeks"
        + "|(?<month>한\\s*달|1\\s*개월|\\b(last|past)\\s+(30\\s+days|month)\\b)|(?<week>일주일)|(?<three>사흘)|(?<two>이틀)");

    /// <summary>Whether mail is to be sent.</summary>
    public bool Sends(MessageText text) =>
        _verb.IsMatch(text.Asked)
        || (_nouns.IsIn(text.Asked)
            && (_send.IsMatch(text.Asked)
                || (_sendEnglish.IsMatch(text.Asked) && !_notSend.IsMatch(text.Asked))));

    public Claim? Claim(MessageText text, DateOnly today, bool isOtherWork)
    {
        if (!_nouns.IsIn(text.Asked) || isOtherWork)
        {
            return null;
        }

        if (_mentions.IsMatch(text.Asked))
        {
            return new("mail", null, "a mail word beside sending that is not ordered", IsHint: true);
        }

        if (_one.Match(text.Asked) is { Success: true } one)
        {
            return new(
                "mail", ToolCall.Of("email.read", ("uid", one.Groups["uid"].Value), ("folder", Folder(text.Asked))),
                "a mail word and a mail's number");
        }

        var recent = _recent.Match(text.Asked);
        var rest = recent.Success ? _recent.Replace(text.Asked, " ") : text.Asked;
        var dates = SpokenDates.In(rest, today);
        var span = recent.Success ? null : dates.Span;
        var days = recent.Success ? Days(recent) : Days(span, today);
        var call = ToolCall.Of(
            "email.search",
            ("query", Query(dates.Rest, text)),
            ("days", days),
            ("folder", Folder(rest)),
            ("date_from", days is null ? Iso(span!.Value.From) : null),
            ("date_to", days is null ? Iso(span!.Value.To) : null));
        return new("mail", call, $"a mail word; {(days is { } n ? $"{n} days" : "the days that are named")}")
        {
            Days = span,
        };
    }

    private string? Folder(string text) =>
        _folders.Where(f => f.Words.IsIn(text)).Select(f => f.Folder).FirstOrDefault();

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static int Days(Match recent) => Math.Clamp(
        recent.Groups["n"] is { Success: true } n
            ? int.Parse(n.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
        : recent.Groups["weeks"] is { Success: true } w
            ? 7 * int.Parse(w.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
        : recent.Groups["month"].Success ? 30
        : recent.Groups["three"].Success ? 3
        : recent.Groups["two"].Success ? 2
        : DefaultDays, 1, MaxDays);

    // Counted back from today; null where the days themselves must be said.
    private static int? Days(DateSpan? span, DateOnly today) => span switch
    {
        null => DefaultDays,
        { } of when of == DateSpan.Of(today) => 1,
        { } of when of == DateSpan.Of(today.AddDays(-1)) => 2,
        { } of when of == DateSpan.WeekOf(today) => DefaultDays,
        _ => null,
    };

    // Only where something is looked for: what else stands beside a mail word is talk.
    private string? Query(string rest, MessageText text)
    {
        if (!_find.IsIn(text.Asked) && !_about.IsMatch(text.Asked))
        {
            return null;
        }

        foreach (var (_, folderWords) in _folders)
        {
            rest = folderWords.Without(rest);
        }

        rest = _sender.Replace(rest, m => Follows(m) ? m.Groups["name"].Value + " " : m.Value);
        var query = _query.Of(_find.Without(_nouns.Without(rest)), text);
        return query.Length == 0 ? null : query;
    }

    // 이 and 을 follow a consonant, 가 and 를 a vowel: 휴가 and 가을 are no names with a particle.
    private static bool Follows(Match sender)
    {
        var ending = sender.Groups["ending"];
        var before = sender.Value[ending.Index - sender.Index - 1];
        var isClosed = before is >= '가' and <= '힣' && (before - '가') % 28 != 0;
        return before is < '가' or > '힣' || ending.Value switch
        {
            "이" or "을" => isClosed,
            "가" => !isClosed && sender.Groups["name"].Value is not ("휴" or "추" or "허" or "대" or "초"),
            "를" => !isClosed,
            _ => true,
        };
    }
}
