namespace Shop;

/// <summary>Figures over the items of orders.</summary>
public static class OrderStatistics
{
    private static readonly Dictionary<string, decimal[]> s_prices = new() { ["full"] = [2m, 4m], ["gift"] = [2m, 0m] };

    /// <summary>The prices of an order's items without the gifts.</summary>
    public static IReadOnlyList<decimal> PaidPrices(string id)
    {
        var prices = s_prices.GetValueOrDefault(id, []).ToList();
        foreach (var price in prices)
        {
            if (price == 0)
            {
                prices.Remove(price);
            }
        }

        return prices;
    }
}
