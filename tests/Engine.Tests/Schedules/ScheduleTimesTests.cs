using Google.Protobuf.WellKnownTypes;
using OpsFlow.Engine.Schedules;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Schedule.V1;

namespace OpsFlow.Engine.Tests.Schedules;

public class ScheduleTimesTests
{
    private static readonly DateTime Start = new(2026, 3, 6, 10, 15, 30, DateTimeKind.Utc);

    [Theory]
    [InlineData("30 9 * * MON-FRI", "2026-03-09T09:30:00Z")]
    [InlineData("*/20 * * * *", "2026-03-06T10:20:00Z")]
    [InlineData("0 0 29 2 *", "2028-02-29T00:00:00Z")]
    [InlineData("0 12 1 jan * 2030", "2030-01-01T12:00:00Z")]
    [InlineData("@hourly", "2026-03-06T11:00:00Z")]
    [InlineData("@every 1h", "2026-03-06T11:00:00Z")]
    [InlineData("CRON_TZ=America/New_York 30 2 8 3 *", "2027-03-08T07:30:00Z")]
    [InlineData("CRON_TZ=Europe/Berlin 0 8 * * *", "2026-03-07T07:00:00Z")]
    public void NextNominal_Cron_IsTheNextNamedTime(string cron, string expected)
    {
        var times = Times(new ScheduleSpec { CronString = { cron } });

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture).UtcTicks,
            times.NextNominal(Start.Ticks));
    }

    [Fact]
    public void NextNominal_Interval_AlignsToTheEpoch()
    {
        var times = Times(new ScheduleSpec
        {
            Interval =
            {
                new IntervalSpec
                {
                    Interval = Duration.FromTimeSpan(TimeSpan.FromHours(1)),
                    Phase = Duration.FromTimeSpan(TimeSpan.FromMinutes(5)),
                },
            },
        });

        Assert.Equal(new DateTime(2026, 3, 6, 11, 5, 0).Ticks, times.NextNominal(Start.Ticks));
        Assert.Equal(
            new DateTime(2026, 3, 6, 12, 5, 0).Ticks, times.NextNominal(new DateTime(2026, 3, 6, 11, 5, 0).Ticks));
    }

    [Theory]
    [InlineData("Europe/")]
    [InlineData("Mars/Olympus")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("tzdata.zi")]
    [InlineData("Europe")]
    public void WorkflowCron_NoTimeZone_IsRefused(string zone)
    {
        Assert.False(CronExpression.TryParse($"CRON_TZ={zone} * * * * *", out _, out var error));
        Assert.Contains(zone, error, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => new ScheduleTimes(new ScheduleSpec { TimezoneName = zone }, ""));
    }

    [Theory]
    [InlineData("0 12 * * MON", "2026-03-09T12:00:00Z")]
    [InlineData("0 0 1 * MON", "2026-03-09T00:00:00Z")]
    [InlineData("@every 90s", "2026-03-06T10:17:00Z")]
    public void WorkflowCron_Next_IsTheNextTime(string text, string expected)
    {
        Assert.True(CronExpression.TryParse(text, out var cron, out _));

        Assert.Equal(
            DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture).UtcTicks,
            cron.Next(Start.Ticks, Start.Ticks));
    }

    private static ScheduleTimes Times(ScheduleSpec spec)
    {
        CalendarText.Normalize(spec);
        return new ScheduleTimes(spec, "seed");
    }
}
