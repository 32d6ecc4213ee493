namespace OpsFlow.Scenarios.Support;

/// <summary>
/// A small Python program that divides by zero, and a check that shows it within a tenth of a second.
/// </summary>
public static class ShopProject
{
    public const string TestCommand = "python3 check.py";
    public const string FaultyFile = "shop/figures.py";

    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        ["README.md"] = "# Shop\n",
        ["shop/__init__.py"] = "",
        [FaultyFile] = """
            def average_price(prices):
                total = sum(prices)
                return total / len(prices)


            def highest_price(prices):
                return max(prices, default=0)

            """,
        ["app.py"] = """
            from shop.figures import average_price

            print(average_price([]))

            """,
        ["check.py"] = """
            from shop.figures import average_price

            assert average_price([2, 4]) == 3
            assert average_price([]) == 0
            print("all checks passed")

            """,
    };
}
