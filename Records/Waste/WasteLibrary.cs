using OpsFlow.Domain.Waste.Catalog;
using OpsFlow.Domain.Waste.Matching;
using OpsFlow.Platform.Data;

namespace OpsFlow.Records.Waste;

/// <summary>The catalog that counts now. An edit of its files replaces it; a bad one changes nothing.</summary>
public sealed class WasteLibrary
{
    private volatile RuleBook? _rules;
    private volatile IReadOnlyList<DataFault> _refused = [];

    /// <summary>Begins with what was read.</summary>
    /// <param name="catalog">Null only where nothing starts, as the settings are refused.</param>
    public WasteLibrary(string folder, WasteCatalog? catalog)
    {
        Folder = folder;
        _rules = catalog is null ? null : new(catalog);
    }

    /// <summary>The folder of the files.</summary>
    public string Folder { get; }

    /// <summary>Whether there is a catalog.</summary>
    public bool IsRead => _rules is not null;

    /// <summary>The rules.</summary>
    public RuleBook Rules => _rules ?? throw new InvalidOperationException("The catalog could not be read.");

    /// <summary>Why the last edit is not taken; empty when it is.</summary>
    public IReadOnlyList<DataFault> Refused => _refused;

    /// <summary>Reads the files again.</summary>
    /// <returns>Whether they are taken.</returns>
    public bool Reload()
    {
        var (catalog, faults) = CatalogFiles.Read(Folder);
        _refused = faults;
        if (catalog is null)
        {
            return false;
        }

        _rules = new(catalog);
        return true;
    }
}
