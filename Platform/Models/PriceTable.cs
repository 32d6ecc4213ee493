namespace OpsFlow.Platform.Models;

/// <summary>Prices by model name. A model that is not in it costs nothing (local models).</summary>
public sealed class PriceTable(IReadOnlyDictionary<string, ModelPrice> prices)
{
    private const decimal Million = 1_000_000m;

    /// <summary>No prices.</summary>
    public static PriceTable Free { get; } = new(new Dictionary<string, ModelPrice>());

    /// <summary>
    /// The cost of a call; dated names such as <c>name-2026-01-01</c> take the price of the longest known beginning.
    /// </summary>
    public decimal Cost(string model, long inputTokens, long outputTokens)
    {
        var price = prices.Where(p => model.StartsWith(p.Key, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(p => p.Key.Length).Select(p => p.Value).FirstOrDefault();
        return price is null
            ? 0m
            : ((inputTokens * price.InputPerMillion) + (outputTokens * price.OutputPerMillion)) / Million;
    }
}
