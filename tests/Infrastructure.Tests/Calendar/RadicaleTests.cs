using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using OpsFlow.Infrastructure.Calendar;

namespace OpsFlow.Infrastructure.Tests.Calendar;

/// <summary>The calendar against a real CalDAV server.</summary>
public sealed class RadicaleTests : IAsyncLifetime
{
    private const string Radicale = "radicale";
    private static readonly DateTimeOffset s_now = new(2026, 3, 11, 1, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly s_day = new(2026, 3, 12);

    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new(CalDavCalendar.CreateHandler());
    private QuietProcess? _server;
    private CalDavCalendar _calendar = null!;
    private CalendarSettings _settings = null!;

    public async Task InitializeAsync()
    {
        if (Counterparts.ReasonToSkip(Radicale) is not null)
        {
            return;
        }

        var port = FreePort.Next();
        var users = _folder.Write("users", "mina:secret\n");
        var config = _folder.Write(
            "config",
            $"""
            [server]
            hosts = 127.0.0.1:{port}
            [auth]
            type = htpasswd
            htpasswd_filename = {users}
            htpasswd_encryption = plain
            [storage]
            filesystem_folder = {_folder.Path}/collections
            """);
        _server = new(new ProcessStartInfo(Radicale, ["-C", config]));
        await _server.ListensAsync(port);
        _settings = new()
        {
            Url = new($"http://127.0.0.1:{port}/mina/work"), User = "mina", Password = "secret",
        };
        using var make = new HttpRequestMessage(new("MKCALENDAR"), _settings.Url)
        {
            Headers =
            {
                Authorization = new AuthenticationHeaderValue(
                    "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("mina:secret"))),
            },
        };
        using var made = await _http.SendAsync(make);
        Assert.Equal(201, (int)made.StatusCode);
        _calendar = new(_http, _settings);
    }

    public async Task DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        _http.Dispose();
        _folder.Dispose();
    }

    [RequiresFact(Radicale)]
    public async Task CreateAsync_SameIdTwice_IsOneEntryOnItsDay()
    {
        Assert.True(await CreateAsync("u1", "치과, 강남", new(15, 0), null));
        Assert.False(await CreateAsync("u1", "다른 제목", new(16, 0), null));

        var entry = Assert.Single(await _calendar.ListAsync(s_day, s_day, default));
        Assert.Equal(("치과, 강남", false), (entry.Title, entry.IsAllDay));
        Assert.Equal(new DateTimeOffset(2026, 3, 12, 15, 0, 0, TimeSpan.FromHours(9)), entry.Start);
        Assert.Equal(TimeSpan.FromHours(1), entry.End - entry.Start);
        Assert.Empty(await _calendar.ListAsync(s_day.AddDays(-1), s_day.AddDays(-1), default));
        Assert.Empty(await _calendar.ListAsync(s_day.AddDays(1), s_day.AddDays(1), default));
    }

    [RequiresFact(Radicale)]
    public async Task ListAsync_AllDayAndLateEntries_AreInOrderOfTheirZonesDay()
    {
        await CreateAsync("night", "야간", new(23, 30), new(0, 30));
        await CreateAsync("early", "새벽", new(0, 10), null);
        await CreateAsync("whole", "휴가", null, null);

        Assert.Equal(["휴가", "새벽", "야간"], (await _calendar.ListAsync(s_day, s_day, default)).Select(e => e.Title));
    }

    // It speaks HTTP/1.0 and closes after each answer: a connection used again breaks now and then.
    [RequiresFact(Radicale)]
    public async Task ListAsync_OneAfterAnother_EachIsAnswered()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.Empty(await _calendar.ListAsync(s_day, s_day, default));
        }
    }

    [RequiresFact(Radicale)]
    public async Task ListAsync_WrongPassword_SaysThatItCannotBeAsked()
    {
        var calendar = new CalDavCalendar(_http, _settings with { Password = "wrong" });

        await Assert.ThrowsAsync<CalendarException>(() => calendar.ListAsync(s_day, s_day, default));
    }

    private Task<bool> CreateAsync(string uid, string title, TimeOnly? start, TimeOnly? end) =>
        _calendar.CreateAsync(uid, title, s_day, start, end, null, s_now, default);
}
