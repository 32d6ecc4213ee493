using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Schedules;
using OpsFlow.Engine.Timing;
using OpsFlow.Engine.Visibility;
using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace OpsFlow.Engine.Tests.Hostile;

/// <summary>Texts that callers send: each is understood or refused by its own exception, soon.</summary>
[Collection(nameof(AloneCollection))]
public sealed class FuzzParsersTests(ITestOutputHelper output)
{
    private const int Brief = 20_000;
    private const int Full = 1_000_000;

    /// <summary>No single input may take longer; generous, as the machine may be busy.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(10);

    private static readonly string[] FilterWords =
    [
        "WorkflowId", "RunId", "ExecutionStatus", "StartTime", "CloseTime", "Count", "Price", "Paid", "Tags", "Note",
        "Due",
        "=", "!=", "<", "<=", ">", ">=", "AND", "OR", "NOT", "IN", "BETWEEN", "IS", "NULL", "STARTS_WITH", "GROUP",
        "BY",
        "ORDER", "LIMIT", "(", ")", ",", "'Running'", "'x'", "\"y\"", "'it''s'", "5", "-2.5", "1e400", "true", "false",
        "'2026-06-01T00:00:00Z'", "'9999-99-99'", "99999999999999999999", "`WorkflowType`", "'", "\"", "`", "\\",
        "\0", "é",
    ];

    private static readonly string[] CronWords =
    [
        "*", "?", "0", "5", "59", "60", "31", "12", "7", "-1", "1-5", "5-1", "*/2", "*/0", "1-59/7", "0/15", "JAN",
        "jan-mar",
        "MON", "sun", "1,2,3", ",", "/", "-", "2-", "99999999999", "@daily", "@every", "1h30m", "0.5s", "-3s",
        "9999999h",
        "CRON_TZ=Europe/Berlin", "TZ=Nowhere", "#", "L", "W", "2026", "9999", "0-2147483647", "1/2147483647",
    ];

    private static readonly RunState Run = new()
    {
        WorkflowId = "x",
        WorkflowType = "Type",
        Status = WorkflowExecutionStatus.Running,
        StartTime = new DateTime(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc).Ticks,
        SearchAttributes = new SearchAttributes
        {
            IndexedFields =
            {
                ["Count"] = Json("5"),
                ["Tags"] = Json("[\"red\"]"),
                ["Due"] = Json("\"2026-06-01T00:00:00Z\""),
                ["Paid"] = Json("no json"),
            },
        },
    };

    [Fact]
    public void ListFilter_AnyText_IsUnderstoodOrRefused()
    {
        var random = new Random(3);
        var understood = Loop(() =>
        {
            var text = Text(random, FilterWords, 12, () => Filter(random, 0));
            try
            {
                var query = ListQuery(text);
                ListFilterEvaluator.Matches(query.Filter, Run);
                SqlFilter.Of(query.Filter);
                return true;
            }
            catch (ListQueryException)
            {
                return false;
            }
        });
        output.WriteLine($"REPORT fuzz list filters: {Count} texts, {understood} understood");
        Assert.InRange(understood, 1, Count - 1);
    }

    [Fact]
    public void Cron_AnyText_IsUnderstoodOrRefused()
    {
        var random = new Random(4);
        var understood = Loop(() =>
        {
            if (!CronExpression.TryParse(Text(random, CronWords, 7, () => Cron(random)), out var cron, out _))
            {
                return false;
            }

            var now = new DateTime(2026, 3, 29, 0, 59, 0, DateTimeKind.Utc).Ticks;
            var next = cron.Next(now, now);
            Assert.True(next == 0 || next > now);
            return true;
        });
        output.WriteLine($"REPORT fuzz cron: {Count} texts, {understood} understood");
        Assert.InRange(understood, 1, Count - 1);
    }

    [Fact]
    public void ScheduleSpec_AnyOne_IsUnderstoodOrRefused()
    {
        var random = new Random(5);
        var understood = Loop(() =>
        {
            var spec = Spec(random);
            try
            {
                CalendarText.Normalize(spec);
                var times = new ScheduleTimes(spec, "seed");
                var time = new DateTime(2026, 3, 29, 0, 59, 0, DateTimeKind.Utc).Ticks;
                for (var i = 0; i < 4; i++)
                {
                    var next = times.NextNominal(time);
                    if (next == 0)
                    {
                        break;
                    }

                    Assert.True(next > time, $"{next} does not follow {time}: {spec}");
                    Assert.True(times.Actual(next) >= next);
                    time = next;
                }

                return true;
            }
            catch (FormatException)
            {
                return false;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"{e.GetType().Name} for {spec}", e);
            }
        });
        output.WriteLine($"REPORT fuzz schedule specs: {Count} specs, {understood} understood");
        Assert.InRange(understood, 1, Count - 1);
    }

    private static int Count => LongTests.Count(Brief, Full);

    private static ListQuery ListQuery(string text) => ListQueryParser.Parse(text, name => name switch
    {
        "Count" => IndexedValueType.Int,
        "Price" => IndexedValueType.Double,
        "Paid" => IndexedValueType.Bool,
        "Tags" => IndexedValueType.KeywordList,
        "Note" => IndexedValueType.Text,
        "Due" or "StartTime" or "CloseTime" => IndexedValueType.Datetime,
        "WorkflowId" or "RunId" or "WorkflowType" or "ExecutionStatus" => IndexedValueType.Keyword,
        _ => null,
    });

    private static int Loop(Func<bool> once)
    {
        var understood = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i++)
        {
            var began = Stopwatch.GetTimestamp();
            understood += once() ? 1 : 0;
            Assert.True(Stopwatch.GetElapsedTime(began) < TooLong, $"input {i} took {Stopwatch.GetElapsedTime(began)}");
        }

        // Other tests run beside this one; what matters is that it does not grow with the number of inputs.
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 400L * 1024 * 1024);
        return understood;
    }

    /// <summary>Words in any order, or what the grammar allows; either with characters changed, or not.</summary>
    private static string Text(Random random, string[] words, int most, Func<string> wellFormed)
    {
        var parts = Enumerable.Range(0, random.Next(1, most)).Select(_ => words[random.Next(words.Length)]);
        var text = random.Next(3) == 0 ? string.Join(random.Next(8) == 0 ? "" : " ", parts) : wellFormed();
        return random.Next(3) == 0 ? Mutated(text, random) : text;
    }

    private static string Filter(Random random, int depth)
    {
        string Any(params string[] from) => from[random.Next(from.Length)];
        var comparison = Any("=", "!=", "<", "<=", ">", ">=");
        return random.Next(depth > 6 ? 7 : 11) switch
        {
            0 => $"Count {comparison} {random.Next(-9, 9)}",
            1 => $"Price {comparison} {random.Next(-9, 9)}.5",
            2 => $"Due {comparison} '2026-0{random.Next(1, 9)}-01T00:00:00Z'",
            3 => $"{Any("WorkflowId", "WorkflowType", "`RunId`", "Tags")} "
                + $"{Any("=", "!=", "STARTS_WITH", "NOT STARTS_WITH")} '{Any("x", "", "red", "it''s")}'",
            4 => $"{Any("WorkflowId", "Count", "Tags", "Due")} IS {Any("", "NOT ")}NULL",
            5 => $"WorkflowType {Any("", "NOT ")}IN ('Type', 'x', \"y\")",
            6 => $"Count {Any("", "NOT ")}BETWEEN {random.Next(5)} AND {random.Next(9)}",
            7 => $"({Filter(random, depth + 1)})",
            8 => $"NOT {Filter(random, depth + 1)}",
            _ => $"{Filter(random, depth + 1)} {Any("AND", "or", "OR")} {Filter(random, depth + 1)}",
        };
    }

    private static string Cron(Random random)
    {
        string Field(int min, int max)
        {
            var (a, b) = (random.Next(min, max + 1), random.Next(min, max + 1));
            return random.Next(6) switch
            {
                0 => $"{a}",
                1 => $"{Math.Min(a, b)}-{Math.Max(a, b)}",
                2 => $"*/{random.Next(1, max + 1)}",
                3 => $"{a},{b}",
                4 => $"{Math.Min(a, b)}-{Math.Max(a, b)}/{random.Next(1, 9)}",
                _ => "*",
            };
        }

        var zone = random.Next(5) == 0 ? "CRON_TZ=Europe/Berlin " : "";
        return $"{zone}{Field(0, 59)} {Field(0, 23)} {Field(1, 31)} {Field(1, 12)} {Field(0, 6)}";
    }

    private static string Mutated(string text, Random random)
    {
        var characters = text.ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var place = random.Next(characters.Count + 1);
            if (random.Next(2) == 0 && place < characters.Count)
            {
                characters.RemoveAt(place);
            }
            else
            {
                characters.Insert(place, (char)random.Next(random.Next(3) == 0 ? 0x10000 : 0x80));
            }
        }

        return string.Concat(characters);
    }

    /// <summary>Anything at all, or with much that is right in itself, which meets in odd ways.</summary>
    private static ScheduleSpec Spec(Random random)
    {
        var spec = new ScheduleSpec();
        if (random.Next(3) == 0)
        {
            new RandomMessages(random, CronWords).Fill(spec);
            return spec;
        }

        string Field(int min, int max) => random.Next(4) switch
        {
            0 => CronWords[random.Next(CronWords.Length)],
            1 => $"{random.Next(min, max + 1)}-{random.Next(min, max + 1)}/{random.Next(1, 9)}",
            _ => $"{random.Next(min, max + 1)}",
        };
        Range Between(int min, int max) => new()
        {
            Start = random.Next(min, max + 1),
            End = random.Next(min, max + 1),
            Step = random.Next(8) == 0 ? int.MaxValue : random.Next(0, 9),
        };

        for (var i = random.Next(3); i > 0; i--)
        {
            (random.Next(3) == 0 ? spec.ExcludeStructuredCalendar : spec.StructuredCalendar).Add(
                new StructuredCalendarSpec
            {
                Second = { Between(0, 59) },
                Hour = { Between(0, 23) },
                DayOfMonth = { Between(1, 31) },
                Month = { Between(1, 12) },
                Year = { Between(2020, 2110) },
            });
#pragma warning disable CS0612 // The wire's deprecated fields are read, too.
            (random.Next(3) == 0 ? spec.ExcludeCalendar : spec.Calendar).Add(new CalendarSpec
            {
                Minute = Field(0, 59),
                DayOfWeek = Field(0, 6),
                Year = Field(2024, 2099),
            });
#pragma warning restore CS0612
            spec.CronString.Add(Text(random, CronWords, 7, () => Cron(random)));
            spec.Interval.Add(new IntervalSpec { Interval = Time(), Phase = Time() });
        }

        Duration Time() => new() { Seconds = Number(random), Nanos = random.Next(8) == 0 ? -999_999_999 : 0 };
        spec.TimezoneName = random.Next(3) switch { 0 => "Europe/Berlin", 1 => "America/New_York", _ => "" };
        spec.StartTime = random.Next(4) == 0 ? new() { Seconds = Number(random) } : null;
        spec.EndTime = random.Next(4) == 0 ? new() { Seconds = Number(random) } : null;
        spec.Jitter = random.Next(4) == 0 ? Time() : null;
        return spec;
    }

    private static long Number(Random random) => random.Next(6) switch
    {
        0 => random.NextInt64(long.MinValue, long.MaxValue),
        1 => random.Next(2) == 0 ? long.MaxValue : long.MinValue,
        2 => -random.Next(1, 100_000),
        3 => random.NextInt64(4_000_000_000),
        _ => random.Next(0, 100_000),
    };

    private static Payload Json(string json) => new()
    {
        Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
        Data = ByteString.CopyFromUtf8(json),
    };
}
