namespace OpsFlow.Scenarios.Support;

/// <summary>
/// A small Python program that fails on what is sold out, and a check that shows it within a tenth of a second.
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
            def drop_sold_out(stock):
                # Leaves what is there.
                for name in stock:
                    if stock[name] == 0:
                        del stock[name]


            def most(stock):
                return max(stock.values(), default=0)

            """,
        ["app.py"] = """
            from shop.figures import drop_sold_out

            drop_sold_out({"tea": 0, "rice": 3})

            """,
        ["check.py"] = """
            from shop.figures import drop_sold_out

            stock = {"tea": 0, "rice": 3}
            drop_sold_out(stock)
            assert stock == {"rice": 3}
            print("all checks passed")

            """,
    };
}
