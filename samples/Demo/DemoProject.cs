namespace OpsFlow.Samples.Demo;

/// <summary>The demonstration's application: an order service with a real bug, and a check that shows it.</summary>
internal static class DemoProject
{
    /// <summary>Fails while the bug is there: exit code 1 and the exception's stack trace.</summary>
    public const string TestCommand = "dotnet run --project checks --configuration Release --verbosity quiet";

    /// <summary>Contents by path.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        [".gitignore"] = "bin/\nobj/\n",
        ["README.md"] = """
            # Orders

            What a shop's orders cost. `dotnet run --project app -- total FILE` prints the price without the gifts.

            """,
        ["Directory.Build.props"] = """
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
            </Project>

            """,
        ["app/Orders.csproj"] = """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <RootNamespace>Shop.Orders</RootNamespace>
              </PropertyGroup>
            </Project>

            """,
        ["app/OrderItem.cs"] = """
            namespace Shop.Orders;

            /// <summary>One line of an order.</summary>
            public sealed record OrderItem(string Sku, decimal Price);

            """,
        ["app/OrderFile.cs"] = """
            namespace Shop.Orders;

            /// <summary>Reads orders: one item a line, "sku;price".</summary>
            public static class OrderFile
            {
                public static List<OrderItem> Read(IEnumerable<string> lines)
                {
                    var items = new List<OrderItem>();
                    foreach (var line in lines)
                    {
                        var parts = line.Split(';');
                        if (parts.Length == 2)
                        {
                            items.Add(new OrderItem(parts[0], decimal.Parse(parts[1])));
                        }
                    }

                    return items;
                }
            }

            """,
        ["app/OrderStatistics.cs"] = """
            namespace Shop.Orders;

            /// <summary>Figures over the items of an order.</summary>
            public static class OrderStatistics
            {
                public static void RemoveGifts(List<OrderItem> items)
                {
                    foreach (var item in items)
                    {
                        if (item.Price == 0)
                        {
                            items.Remove(item);
                        }
                    }
                }

                public static decimal HighestPrice(IReadOnlyList<OrderItem> items) =>
                    items.Select(item => item.Price).DefaultIfEmpty().Max();
            }

            """,
        ["app/Program.cs"] = """
            using Shop.Orders;

            var items = OrderFile.Read(File.ReadAllLines(args[1]));
            OrderStatistics.RemoveGifts(items);
            Console.WriteLine($"{items.Count} items, {items.Sum(item => item.Price)}");

            """,
        ["checks/Checks.csproj"] = """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="../app/*.cs" Exclude="../app/Program.cs" />
              </ItemGroup>
            </Project>

            """,
        ["checks/Checks.cs"] = """
            using Shop.Orders;

            List<OrderItem> paid = [new OrderItem("a", 2m), new OrderItem("b", 4m)];
            OrderStatistics.RemoveGifts(paid);
            if (paid.Count != 2)
            {
                Console.WriteLine($"of two paid items {paid.Count} are left");
                return 1;
            }

            List<OrderItem> mixed = [new OrderItem("a", 2m), new OrderItem("gift", 0m), new OrderItem("gift", 0m)];
            OrderStatistics.RemoveGifts(mixed);
            if (mixed.Count != 1)
            {
                Console.WriteLine($"of one paid item {mixed.Count} are left");
                return 1;
            }

            Console.WriteLine("all checks passed");
            return 0;

            """,
    };
}
