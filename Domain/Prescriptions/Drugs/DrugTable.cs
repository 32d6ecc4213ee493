namespace OpsFlow.Domain.Prescriptions.Drugs;

/// <summary>The ingredients and products that names are looked up in.</summary>
public sealed class DrugTable
{
    private readonly Dictionary<string, Product> _byCode = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IReadOnlyList<string>> _byKey = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _byFold = [];
    private readonly Dictionary<string, Product> _productByName = [];

    private DrugTable(IReadOnlyList<Ingredient> ingredients, IReadOnlyList<Product> products)
    {
        Ingredients = ingredients.ToDictionary(i => i.Id);
        Products = products;
    }

    public IReadOnlyDictionary<string, Ingredient> Ingredients { get; }

    public IReadOnlyList<Product> Products { get; }

    /// <summary>The table of this build, with more products when a pharmacy has its own.</summary>
    /// <exception cref="DataFaultsException">With every fault.</exception>
    public static DrugTable Open(params (string Name, string Text)[] more) => Load(
        TableFile.ReadEmbedded("ingredients.tsv"), [("products.tsv", TableFile.ReadEmbedded("products.tsv")), .. more]);

    /// <summary>Reads tables.</summary>
    /// <param name="products">Files of products with their names; a pharmacy adds its own.</param>
    /// <exception cref="DataFaultsException">With every fault.</exception>
    public static DrugTable Load(string ingredients, IReadOnlyList<(string Name, string Text)> products)
    {
        var faults = new List<string>();
        List<Ingredient> read = [];
        foreach (var row in TableFile.Rows("ingredients.tsv", ingredients, faults))
        {
            read.Add(new(
                row["id"], row["korean"], TableFile.Parts(row["synonyms"]), TableFile.Parts(row["groups"]),
                OrNull(row["inherits"]), OrNull(row["unit"]), row["source"]));
        }

        foreach (var twice in read.GroupBy(i => i.Id).Where(g => g.Count() > 1))
        {
            faults.Add($"The ingredient {twice.Key} is there twice.");
        }

        List<Product> all = [];
        foreach (var (name, text) in products)
        {
            foreach (var row in TableFile.Rows(name, text, faults))
            {
                all.Add(new(
                    row["code"], row["korean"], row["english"], TableFile.Parts(row["ingredients"], '+'),
                    OrNull(row["strength"]), OrNull(row["form"]), OrNull(row["route"]),
                    TableFile.Parts(row["aliases"]), row["source"]));
            }
        }

        var table = new DrugTable([.. read.DistinctBy(i => i.Id)], all);
        table.Index(faults);
        return faults.Count == 0 ? table : throw new DataFaultsException(faults);
    }

    public Product? ProductOf(string? code) => code is null ? null : _byCode.GetValueOrDefault(code.Trim());

    /// <summary>The product with exactly this name.</summary>
    public Product? ProductNamed(string name) => _productByName.GetValueOrDefault(DrugText.Key(name));

    /// <summary>The ingredients a name stands for; null when there is none.</summary>
    public IReadOnlyList<string>? Find(string name)
    {
        var key = DrugText.Key(name);
        return key.Length == 0 ? null
            : _byKey.GetValueOrDefault(key) ?? _byFold.GetValueOrDefault(DrugText.Fold(key));
    }

    /// <summary>Every name with what it stands for, for looking names up in running text.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Ingredients)> Names() =>
        Ingredients.Values.SelectMany(i => i.Names.Select(n => (n, (IReadOnlyList<string>)[i.Id])))
            .Concat(Products.SelectMany(p => p.Aliases.Select(n => (n, p.Ingredients))));

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private void Index(List<string> faults)
    {
        foreach (var ingredient in Ingredients.Values)
        {
            if (ingredient.Inherits is { } parent && !Ingredients.ContainsKey(parent))
            {
                faults.Add($"{ingredient.Id} inherits from {parent}, which is not there.");
            }

            foreach (var name in ingredient.Names)
            {
                Add(name, [ingredient.Id], faults);
            }
        }

        foreach (var product in Products)
        {
            if (!_byCode.TryAdd(product.Code, product))
            {
                faults.Add($"The product code {product.Code} is there twice.");
            }

            foreach (var unknown in product.Ingredients.Where(i => !Ingredients.ContainsKey(i)))
            {
                faults.Add($"{product.Code} contains {unknown}, which is not there.");
            }

            if (product.Ingredients.Count == 0)
            {
                faults.Add($"{product.Code} has no ingredient.");
            }

            foreach (var name in product.Names)
            {
                Add(name, product.Ingredients, faults);
                _productByName.TryAdd(DrugText.Key(DrugText.Clean(name)), product);
            }
        }
    }

    // Two ways to write that fall together are fine for one drug and a fault for two: a name is never guessed.
    private void Add(string name, IReadOnlyList<string> ingredients, List<string> faults)
    {
        var key = DrugText.Key(DrugText.Clean(name));
        if (_byKey.TryGetValue(key, out var other) && !Same(other, ingredients))
        {
            faults.Add($"{name} stands for {string.Join("+", other)} and for {string.Join("+", ingredients)}.");
            return;
        }

        _byKey[key] = ingredients;
        var fold = DrugText.Fold(key);
        if (_byFold.TryGetValue(fold, out other) && !Same(other, ingredients))
        {
            faults.Add($"{name} is spelled like {string.Join("+", other)}.");
            return;
        }

        _byFold[fold] = ingredients;
    }

    private static bool Same(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        one.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal));
}
