using System.Globalization;

namespace OpsFlow.Platform.Models;

/// <summary>Price of a model in one currency per million tokens.</summary>
public sealed record ModelPrice(decimal InputPerMillion, decimal OutputPerMillion)
{
    /// <summary>Reads <c>input/output</c>, as in <c>0.15/0.60</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ModelPrice Parse(string text) =>
        text.Split('/') is [var input, var output]
        && decimal.TryParse(input, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var perInput)
        && decimal.TryParse(output, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var perOutput)
            ? new(perInput, perOutput)
            : throw new FormatException("must be input/output per million tokens, as in 0.15/0.60");
}
