using System.Globalization;
using System.Text;

namespace Temporalio.Runtime.Metrics;

/// <summary>Writes metrics in Prometheus' text format.</summary>
internal static class PrometheusText
{
    /// <summary>Writes them.</summary>
    /// <param name="store">The metrics.</param>
    /// <param name="options">How names end.</param>
    /// <returns>The text.</returns>
    public static string Write(MetricStore store, PrometheusOptions options)
    {
        var text = new StringBuilder();
        foreach (var metric in store.Metrics)
        {
            var name = Name(metric, options);
            text.Append("# HELP ").Append(name).Append(' ').Append(Escape(metric.Description ?? metric.Name, quotes: false))
                .Append("\n# TYPE ").Append(name).Append(' ').Append(metric.Kind.ToString().ToLowerInvariant()).Append('\n');
            foreach (var (tags, point) in metric.Collect())
            {
                var labels = Labels(tags);
                if (metric.Kind == MetricKind.Histogram)
                {
                    Histogram(text, name, labels, metric.Bounds, point);
                }
                else
                {
                    Line(text, name, labels, point.Value);
                }
            }
        }

        return text.ToString();
    }

    private static void Histogram(
        StringBuilder text, string name, string labels, IReadOnlyList<double> bounds, StoredMetric.Point point)
    {
        long below = 0;
        for (var i = 0; i < point.Buckets.Length; i++)
        {
            below += point.Buckets[i];
            var bound = i < bounds.Count ? Number(bounds[i]) : "+Inf";
            Line(text, $"{name}_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", below);
        }

        Line(text, $"{name}_sum", labels, point.Value);
        Line(text, $"{name}_count", labels, point.Count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Name(StoredMetric metric, PrometheusOptions options)
    {
        var unit = metric.Unit switch
        {
            "ms" => "milliseconds",
            "s" => "seconds",
            var other => other,
        };
        var name = metric.Name
            + (options.HasUnitSuffix && !string.IsNullOrEmpty(unit) ? $"_{unit}" : "")
            + (options.HasCounterTotalSuffix && metric.Kind == MetricKind.Counter ? "_total" : "");
        return Clean(name, ':');
    }

    private static string Labels(MetricStore.StoredTags tags) => string.Join(',', tags.Values.Select(t =>
        $"{Clean(t.Key, '_')}=\"{Escape(MetricStore.StoredTags.Text(t.Value), quotes: true)}\""));

    private static string Clean(string name, char also)
    {
        var clean = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' || c == also ? c : '_'));
        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean;
    }

    private static string Escape(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
