using System.Globalization;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Calendar;
using OpsFlow.Infrastructure.Mail;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>Looking for mail and reading one. What it says is data: nothing in it is followed.</summary>
internal sealed class MailNode(ImapMailbox mailbox, CalendarSettings settings, TimeProvider time) : IChatNode
{
    private const int DefaultDays = 7;
    private const int MaxDays = 365;
    private const int PreviewLength = 120;

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(settings.Zone);

    public IReadOnlyList<string> Names { get; } = ["email.search", "email.read"];

    public async Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        if (!mailbox.IsSetUp)
        {
            return NodeAnswers.NotSetUp("IMAP", "OPSFLOW_IMAP_URL");
        }

        if (request.Node == "email.read")
        {
            return await ReadAsync(request, cancellationToken);
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), _zone).DateTime);
        var days = int.TryParse(request.Of("days"), NumberStyles.None, CultureInfo.InvariantCulture, out var said)
            ? Math.Clamp(said, 1, MaxDays)
            : DefaultDays;
        var from = Day(request.Of("date_from")) ?? today.AddDays(1 - days);
        var to = Day(request.Of("date_to"));
        var found = (await mailbox.SearchAsync(request.Of("folder"), request.Of("query"), from, to, cancellationToken))
            .Select(m => (Mail: m, At: TimeZoneInfo.ConvertTime(m.At, _zone)))
            .Where(m => DateOnly.FromDateTime(m.At.DateTime) is var day && day >= from && (to is null || day <= to))
            .ToList();
        if (found.Count == 0)
        {
            return NodeAnswers.Found("no mail", ChatWords.FormatNoMail($"{from:yyyy-MM-dd}"));
        }

        var lines = found.Select(m =>
            $"#{m.Mail.Id} {m.At:yyyy-MM-dd HH:mm} {m.Mail.From.OneLine(60)}: {m.Mail.Subject.OneLine(100)}").ToList();
        return NodeAnswers.Found(
            string.Join('\n', found.Zip(lines, (m, line) => $"{line} | {m.Mail.Preview.OneLine(PreviewLength)}")),
            $"{ChatWords.FormatMails(found.Count.ToString(CultureInfo.InvariantCulture))}\n{string.Join('\n', lines)}");
    }

    private async Task<NodeData> ReadAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        uint? id = uint.TryParse(
            request.Of("uid")?.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var said)
            && said > 0 ? said : null;
        if (await mailbox.ReadAsync(request.Of("folder"), id, request.Of("query"), cancellationToken) is not { } found)
        {
            return NodeAnswers.Nothing(ChatWords.NoSuchMail);
        }

        var mail = found.Mail;
        var head = $"#{mail.Id} {TimeZoneInfo.ConvertTime(mail.At, _zone):yyyy-MM-dd HH:mm} {mail.From.OneLine(60)}: "
            + mail.Subject.OneLine(100);
        var attached = found.Attachments.Count == 0
            ? ""
            : "\n" + ChatWords.FormatAttached(string.Join(", ", found.Attachments.Select(a => a.OneLine(60))));
        var text = $"{head}{attached}\n{found.Text.Trim()}";
        return NodeAnswers.Found(text, text);
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
