using System.Globalization;

namespace OpsFlow.Bench.Figures;

/// <summary>Small help with figures.</summary>
internal static class Numbers
{
    public static int Parse(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
