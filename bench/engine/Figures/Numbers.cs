using System.Globalization;

namespace OpsFlow.Bench.Figures;

/// <summary>Small help with figures.</summary>
internal static class Numbers
{
    public static int Parse(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
