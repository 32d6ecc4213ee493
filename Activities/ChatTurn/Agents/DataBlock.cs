using OpsFlow.Domain.Text;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>What others wrote, marked as data; it cannot end its mark itself.</summary>
internal static class DataBlock
{
    /// <summary>The most of one tool's answer that a model is shown.</summary>
    public const int Max = 2000;

    /// <summary>Says that it was cut.</summary>
    public const string Mark = "...(truncated)";

    /// <summary>It between its marks.</summary>
    public static string Of(string source, string text, int max = Max) =>
        $"<data source=\"{source}\">\n"
        + text.CutTo(max, Mark).Replace("<data", "<_data", StringComparison.OrdinalIgnoreCase)
            .Replace("</data", "</_data", StringComparison.OrdinalIgnoreCase)
        + "\n</data>";
}
