using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace OpsFlow.Infrastructure.Calendar;

/// <summary>
/// One calendar by CalDAV. Sources: RFC 4791 (the REPORT of a range of time), RFC 4918, RFC 9110 (If-None-Match).
/// </summary>
public sealed class CalDavCalendar(HttpClient http, CalendarSettings settings)
{
    private const int MaxBytes = 5 * 1024 * 1024;

    private static readonly XNamespace s_dav = "urn:ietf:params:xml:ns:caldav";

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(settings.Zone);

    /// <summary>The transport of calendars: each request on a connection of its own.</summary>
    /// <remarks>
    /// Calendar servers that speak HTTP/1.0 (Radicale) close after each answer; a connection used again before that
    /// close arrives breaks the next request, which has a body and is therefore not sent again.
    /// </remarks>
    public static SocketsHttpHandler CreateHandler() => new() { PooledConnectionLifetime = TimeSpan.Zero };

    /// <summary>Whether there is one.</summary>
    public bool IsSetUp => settings.Url is not null;

    /// <summary>The entries of some days, recurring ones on each of their days, in order.</summary>
    /// <exception cref="CalendarException">It cannot be asked.</exception>
    public async Task<IReadOnlyList<CalendarEntry>> ListAsync(
        DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var (begin, end) = (StartOf(from), StartOf(to.AddDays(1)));
        var query = $"""
            <?xml version="1.0" encoding="utf-8"?>
            <C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
              <D:prop><C:calendar-data/></D:prop>
              <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
                <C:time-range start="{Stamp(begin)}" end="{Stamp(end)}"/>
              </C:comp-filter></C:comp-filter></C:filter>
            </C:calendar-query>
            """;
        using var request = Request(new HttpMethod("REPORT"), Collection());
        request.Headers.Add("Depth", "1");
        request.Content = new StringContent(query, Encoding.UTF8, "application/xml");
        using var response = await SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.MultiStatus)
        {
            throw new CalendarException($"The calendar answered {(int)response.StatusCode}.");
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return [.. Read(body, begin, end).OrderBy(e => e.Start).ThenBy(e => e.Title, StringComparer.Ordinal)];
    }

    /// <summary>Writes an entry once: one of the same id stays what it is.</summary>
    /// <returns>Whether it was written now.</returns>
    /// <exception cref="CalendarException">It cannot be written.</exception>
    public async Task<bool> CreateAsync(
        string uid, string title, DateOnly day, TimeOnly? start, TimeOnly? end, string? description,
        DateTimeOffset stamp, CancellationToken cancellationToken)
    {
        var entry = new CalendarEvent
        {
            Uid = uid,
            Summary = title,
            Description = description,
            DtStamp = Utc(stamp),
            Start = start is { } at ? Utc(At(day, at)) : new CalDateTime(day),
            End = start is { } begin
                ? Utc(End(day, begin, end ?? begin.AddHours(1)))
                : new CalDateTime(day.AddDays(1)),
        };
        var calendar = new Ical.Net.Calendar();
        calendar.Events.Add(entry);
        using var request = Request(HttpMethod.Put, new Uri(Collection(), $"{uid}.ics"));
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        request.Content = new StringContent(
            new CalendarSerializer().SerializeToString(calendar)!, Encoding.UTF8, "text/calendar");
        using var response = await SendAsync(request, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.PreconditionFailed => false,
            _ when response.IsSuccessStatusCode => true,
            _ => throw new CalendarException($"The calendar answered {(int)response.StatusCode}."),
        };
    }

    private static CalDateTime Utc(DateTimeOffset at) => new(at.UtcDateTime, "UTC");

    private static string Stamp(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private DateTimeOffset StartOf(DateOnly day) => At(day, TimeOnly.MinValue);

    private DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return new(local, _zone.GetUtcOffset(local));
    }

    // An end before the start is that of the next day.
    private DateTimeOffset End(DateOnly day, TimeOnly start, TimeOnly end) =>
        At(end <= start ? day.AddDays(1) : day, end);

    private IEnumerable<CalendarEntry> Read(Stream body, DateTimeOffset begin, DateTimeOffset end)
    {
        XDocument document;
        try
        {
            using var reader = XmlReader.Create(
                body, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null,
                    MaxCharactersInDocument = MaxBytes });
            document = XDocument.Load(reader);
        }
        catch (XmlException e)
        {
            throw new CalendarException("The calendar's answer cannot be read.", e);
        }

        foreach (var data in document.Descendants(s_dav + "calendar-data"))
        {
            var calendar = Ical.Net.Calendar.Load(data.Value);
            foreach (var occurrence in calendar?.GetOccurrences<CalendarEvent>(Utc(begin.AddDays(-1)))
                .TakeWhile(o => o.Period.StartTime.AsUtc < end.UtcDateTime.AddDays(1)).Take(1000) ?? [])
            {
                var source = (CalendarEvent)occurrence.Source;
                var isAllDay = !occurrence.Period.StartTime.HasTime;
                var start = Local(occurrence.Period.StartTime);
                var finish = occurrence.Period.EffectiveEndTime is { } till ? Local(till) : start;
                if (start < end && (finish > begin || (finish == start && start >= begin)))
                {
                    yield return new(
                        source.Uid ?? "", source.Summary ?? "", start, finish, isAllDay, source.Description);
                }
            }
        }
    }

    // A day without a time, and a time without a zone, are those of the reader.
    private DateTimeOffset Local(CalDateTime at) => at.HasTime && at.TzId is not null
        ? TimeZoneInfo.ConvertTime(new DateTimeOffset(DateTime.SpecifyKind(at.AsUtc, DateTimeKind.Utc)), _zone)
        : At(DateOnly.FromDateTime(at.Value), TimeOnly.FromDateTime(at.Value));

    private Uri Collection()
    {
        var url = settings.Url ?? throw new CalendarException("No calendar is set up.");
        return url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }

    private HttpRequestMessage Request(HttpMethod method, Uri url)
    {
        var request = new HttpRequestMessage(method, url);
        if (settings.User is { } user)
        {
            request.Headers.Authorization = new(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{settings.Password}")));
        }

        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new CalendarException("The calendar cannot be reached.", e);
        }
    }
}
