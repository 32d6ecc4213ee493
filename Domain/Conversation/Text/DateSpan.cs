namespace OpsFlow.Domain.Conversation.Text;

/// <summary>Days in a row.</summary>
public readonly record struct DateSpan(DateOnly From, DateOnly To)
{
    /// <summary>One day.</summary>
    public static DateSpan Of(DateOnly day) => new(day, day);

    /// <summary>The week of a day, Monday to Sunday.</summary>
    public static DateSpan WeekOf(DateOnly day)
    {
        var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        return new(monday, monday.AddDays(6));
    }

    /// <summary>The month of a day.</summary>
    public static DateSpan MonthOf(DateOnly day)
    {
        var first = new DateOnly(day.Year, day.Month, 1);
        return new(first, first.AddMonths(1).AddDays(-1));
    }

    /// <summary>Both, and what is between.</summary>
    public DateSpan With(DateSpan other) =>
        new(From < other.From ? From : other.From, To > other.To ? To : other.To);
}
