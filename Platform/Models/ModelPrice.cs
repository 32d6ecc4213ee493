using System.Globalization;

namespace OpsFlow.Platform.Models;

/// <summary>Price of a model in one currency per million tokens.</summary>
/// <param name="CachedPerMillion">Of input that the endpoint had cached; null is the price of any input.</param>
public sealed record ModelPrice(decimal InputPerMillion, decimal OutputPerMillion, decimal? CachedPerMillion = null)
{
    private const decimal Million = 1_000_000m;

    /// <summary>Nothing, as nobody has set a price.</summary>
    public static ModelPrice Free { get; } = new(0, 0);

    /// <summary>Whether somebody has set it, be it to nothing.</summary>
    public bool IsSet => !ReferenceEquals(this, Free);

    /// <summary>Reads <c>input/output</c> or <c>input/cached/output</c>, as in <c>0.15/0.60</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ModelPrice Parse(string text)
    {
        var numbers = text.Split('/').Select(Number).ToArray();
        return numbers switch
        {
            [{ } input, { } output] => new(input, output),
            [{ } input, { } cached, { } output] => new(input, output, cached),
            _ => throw new FormatException(
                "must be input/output or input/cached/output per million tokens, as in 0.15/0.60"),
        };
    }

    /// <summary>What so many tokens cost. The endpoints count cached input as part of all input.</summary>
    public decimal Cost(long inputTokens, long cachedTokens, long outputTokens)
    {
        cachedTokens = Math.Clamp(cachedTokens, 0, inputTokens);
        return (((inputTokens - cachedTokens) * InputPerMillion)
            + (cachedTokens * (CachedPerMillion ?? InputPerMillion))
            + (outputTokens * OutputPerMillion)) / Million;
    }

    private static decimal? Number(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
