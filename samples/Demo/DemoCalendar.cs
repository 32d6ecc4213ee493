using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Samples.Demo;

/// <summary>
/// A calendar server of the few calls that OpsFlow makes, so that a demonstration can look at what was booked. It keeps
/// what it is given and gives back all of it, whatever days are asked for.
/// </summary>
internal sealed class DemoCalendar : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _entries = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private int _puts;

    private DemoCalendar(WebApplication app) => _app = app;

    /// <summary>The calendar's address.</summary>
    public Uri Url => new(_app.Urls.First() + "/calendar/");

    /// <summary>What is in it.</summary>
    public IReadOnlyList<string> Entries => [.. _entries.Values];

    /// <summary>How often something was written, successfully or not.</summary>
    public int Puts => Volatile.Read(ref _puts);

    /// <summary>While it is set, what is written is kept and only the answer waits.</summary>
    public Task? AnswersAfter { get; set; }

    /// <summary>Starts it on a free port.</summary>
    public static async Task<DemoCalendar> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var calendar = new DemoCalendar(app);
        app.MapPut("/calendar/{name}", calendar.PutAsync);
        app.MapMethods("/calendar/", ["REPORT"], calendar.Report);
        await app.StartAsync();
        return calendar;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> PutAsync(HttpRequest request, string name)
    {
        Interlocked.Increment(ref _puts);
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        var isNew = _entries.TryAdd(name, text);
        if (AnswersAfter is { } gate)
        {
            await gate.WaitAsync(request.HttpContext.RequestAborted);
        }

        return isNew ? Results.StatusCode(201)
            : request.Headers.IfNoneMatch == "*" ? Results.StatusCode(412)
            : Results.StatusCode(204);
    }

    private IResult Report()
    {
        var answers = string.Concat(_entries.Select(e =>
            $"<D:response><D:href>/calendar/{e.Key}</D:href><D:propstat><D:prop><C:calendar-data>"
            + $"{System.Security.SecurityElement.Escape(e.Value)}</C:calendar-data></D:prop>"
            + "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"));
        return Results.Text(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><D:multistatus xmlns:D=\"DAV:\" "
            + $"xmlns:C=\"urn:ietf:params:xml:ns:caldav\">{answers}</D:multistatus>",
            "application/xml", Encoding.UTF8, 207);
    }
}
