using System.Globalization;
using OpsFlow.Infrastructure.Calendar;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>
/// The calendar. New entries are drafts until the person says yes; a draft is booked once, whatever is repeated, and
/// kept when booking fails.
/// </summary>
internal sealed class CalendarNode(
    CalDavCalendar calendar, CalendarSettings settings, DraftStore drafts, TimeProvider time) : IChatNode
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(settings.Zone);

    public IReadOnlyList<string> Names { get; } =
        ["calendar.today", "calendar.search", "calendar.create_draft", "calendar.create_confirmed"];

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), _zone).DateTime);

    public Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken) => request.Node switch
    {
        "calendar.create_draft" => DraftAsync(request, cancellationToken),
        _ when !calendar.IsSetUp => Task.FromResult(NodeAnswers.NotSetUp("CalDAV", "OPSFLOW_CALDAV_URL")),
        "calendar.create_confirmed" => BookAsync(request, cancellationToken),
        _ => ListAsync(request, cancellationToken),
    };

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    private static TimeOnly? Time(string? text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? at
            : null;

    private async Task<NodeData> ListAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        var from = Day(request.Of("date_from")) ?? Today;
        var to = Day(request.Of("date_to")) ?? from;
        var entries = await calendar.ListAsync(from, to < from ? from : to, cancellationToken);
        var days = from == to ? $"{from:yyyy-MM-dd}" : $"{from:yyyy-MM-dd} ~ {to:yyyy-MM-dd}";
        if (entries.Count == 0)
        {
            return NodeAnswers.Found($"no entries for {days}", ChatWords.FormatNoEntries(days));
        }

        var lines = entries.Select(e =>
            $"{e.Start:yyyy-MM-dd} {(e.IsAllDay ? ChatWords.AllDay : $"{e.Start:HH:mm}~{e.End:HH:mm}")} {e.Title}")
                .ToList();
        return NodeAnswers.Found(
            string.Join('\n', lines),
            ChatWords.FormatEntries(days, entries.Count.ToString(CultureInfo.InvariantCulture))
                + $"\n{string.Join('\n', lines)}");
    }

    private async Task<NodeData> DraftAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        var (title, day, start) = (request.Of("title"), Day(request.Of("date")), Time(request.Of("time")));
        if (title is null || day is null)
        {
            return NodeAnswers.Nothing(day is null ? ChatWords.AskDate : ChatWords.AskTitle);
        }

        // Made of the turn: a step that is repeated drafts the same event.
        var draft = new CalendarDraft(
            $"{request.Turn.Id}@opsflow", title, $"{day:yyyy-MM-dd}", start is null ? null : $"{start:HH:mm}",
            start is null ? null : $"{Time(request.Of("end_time")) ?? start.Value.AddHours(1):HH:mm}",
            request.Of("description"));
        await drafts.ReplaceAsync(request.Turn.ConversationId, draft, cancellationToken);
        var summary = ChatWords.FormatDraftSummary(title, draft.Date, draft.Time ?? ChatWords.AllDay);
        return NodeAnswers.Found(summary, ChatWords.FormatDraftAsk(summary));
    }

    private async Task<NodeData> BookAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        var conversation = request.Turn.ConversationId;
        if (await drafts.WaitingAsync(conversation, cancellationToken) is not { } draft)
        {
            return await drafts.FindAsync(conversation, cancellationToken) is { State: "booked" } booked
                ? NodeAnswers.Found("booked before", ChatWords.FormatAlreadyBooked(booked.Draft.Title))
                : NodeAnswers.Found("nothing waits", ChatWords.NoDraft);
        }

        var isNew = await calendar.CreateAsync(
            draft.Uid, draft.Title, Day(draft.Date)!.Value, Time(draft.Time), Time(draft.EndTime), draft.Description,
            time.GetUtcNow(), cancellationToken);
        await drafts.CloseAsync(conversation, draft.Uid, "booked", cancellationToken);
        return NodeAnswers.Found(
            isNew ? "booked" : "booked before",
            ChatWords.FormatBooked(draft.Title, draft.Date, draft.Time ?? ChatWords.AllDay));
    }
}
