using Temporalio.Activities;

namespace Samples.Workflows.ShoppingCart;

/// <summary>What articles cost.</summary>
public static class Prices
{
    /// <summary>Prices a cart.</summary>
    /// <param name="items">Quantities by article.</param>
    [Activity]
    public static decimal OfCart(Dictionary<string, int> items) => items.Sum(i => i.Value * (i.Key.Length + 0.5m));
}
