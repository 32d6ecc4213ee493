using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.Conversation.Text;

/// <summary>A time of day as people say it.</summary>
public sealed partial class SpokenTime
{
    private static readonly string[] s_numerals =
        ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"];

    private SpokenTime(TimeOnly? time, string rest) => (Time, Rest) = (time, rest);

    /// <summary>The first one; null when none is named.</summary>
    public TimeOnly? Time { get; }

    /// <summary>The text without it.</summary>
    public string Rest { get; }

    /// <summary>Reads a text in lower case.</summary>
    public static SpokenTime In(string text)
    {
        TimeOnly? time = null;
        text = Form().Replace(text, match =>
        {
            if (time is not null || Read(match) is not { } found)
            {
                return match.Value;
            }

            time = found;
            return new string(' ', match.Length);
        });
        return new(time, text);
    }

    private static TimeOnly? Read(Match match)
    {
        if (match.Groups["noon"].Success)
        {
            return new(match.Groups["noon"].Value is "자정" or "midnight" ? 0 : 12, 0);
        }

        var number = match.Groups["h"].Value;
        var hour = Array.IndexOf(s_numerals, number) is var at and >= 0
            ? at + 1
            : int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
        var minute = match.Groups["half"].Success ? 30
            : match.Groups["m"].Success
                ? int.Parse(match.Groups["m"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
                : 0;
        var part = match.Groups["part"].Value.Replace(".", "", StringComparison.Ordinal);
        hour = part switch
        {
            "오후" or "저녁" or "낮" or "점심" or "pm" => hour < 12 ? hour + 12 : hour,
            "밤" => hour == 12 ? 0 : hour < 12 ? hour + 12 : hour,
            "오전" or "아침" or "새벽" or "am" => hour == 12 ? 0 : hour,
            // Nobody meets at three at night.
            _ => hour is >= 1 and <= 6 && !match.Groups["clock"].Success ? hour + 12 : hour,
        };
        return hour < 24 && minute < 60 ? new(hour, minute) : null;
    }

    [GeneratedRegex(
        @"((?<part>오전|오후|아침|저녁|밤|새벽|낮|점심)(에)?\s*)?(?<h>\d{1,2}|열한|열두|다섯|여섯|일곱|여덟|아홉|열|한|두|세|네)\s*시"
            + @"(?!간|작|험|장|스템|민|청|킨|키)\s*((?<half>반)|(?<m>\d{1,2})\s*분)?"
        + @"|(?<!\d)(?<clock>(?<h>\d{1,2}):(?<m>\d{2}))(\s*(?<part>am|pm|a\.m\.|p\.m\.))?(?!\d)"
        + @"|(?<!\d)(?<h>\d{1,2})\s*(?<part>am|pm|a\.m\.|p\.m\.)(?![a-z])"
        + @"|\bat\s+(?<h>\d{1,2})(?!\d|:|/)\b|(?<noon>정오|자정|\bnoon\b|\bmidnight\b)")]
    private static partial Regex Form();
}
