using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Domain.Waste.Catalog;
using OpsFlow.Platform.Data;

namespace OpsFlow.Records.Waste;

/// <summary>Reads the catalog from a folder of YAML files, which are one catalog together.</summary>
public sealed class CatalogFiles
{
    private const long MaxBytes = 1024 * 1024;

    private readonly string _folder;
    private readonly List<DataFault> _faults = [];

    // Where each entry of a list is from, for faults that are found when all files are together.
    private readonly Dictionary<string, List<(YamlFile File, string Pointer)>> _origins = [];
    private readonly Dictionary<string, JsonArray> _lists = [];

    private CatalogFiles(string folder) => _folder = folder;

    /// <summary>The files that ship with the program.</summary>
    public static string Shipped { get; } = Path.Combine(AppContext.BaseDirectory, "waste");

    /// <summary>Reads a folder.</summary>
    /// <returns>The catalog, or null and every fault.</returns>
    public static (WasteCatalog? Catalog, IReadOnlyList<DataFault> Faults) Read(string folder) =>
        new CatalogFiles(folder).Read();

    private (WasteCatalog?, IReadOnlyList<DataFault>) Read()
    {
        // Always ours: a schema that is edited with the data would check nothing.
        var schema = new DataSchema(File.ReadAllText(Path.Combine(Shipped, "schema.json")));
        foreach (var path in Files())
        {
            Add(path, schema);
        }

        if (_faults.Count > 0)
        {
            return (null, _faults);
        }

        foreach (var missing in new[]
        {
            "sources", "parts", "methods", "classes", "items", "tags", "characters",
        }.Where(l => !_lists.ContainsKey(l)))
        {
            _faults.Add(new(_folder, 1, $"no file has '{missing}'"));
        }

        if (_faults.Count > 0)
        {
            return (null, _faults);
        }

        var catalog = new WasteCatalog
        {
            Sources = List<WasteSource>("sources"),
            Parts = List<WasteStep>("parts"),
            Methods = List<WasteStep>("methods"),
            Classes = List<WasteClass>("classes"),
            Items = List<WasteItem>("items"),
            Tags = List<SituationTag>("tags"),
            Characters = List<WasteCharacter>("characters"),
            Spellings = List<IReadOnlyList<string>>("spellings"),
        };
        _faults.AddRange(CatalogChecks.Of(catalog).Select(Located));
        AddPictureFaults(catalog);
        return (_faults.Count == 0 ? catalog : null, _faults);
    }

    private IReadOnlyList<string> Files()
    {
        string[] files = Directory.Exists(_folder)
            ? [.. Directory.EnumerateFiles(_folder, "*.yaml", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)]
            : [];
        if (files.Length == 0)
        {
            _faults.Add(new(_folder, 1, "has no .yaml files"));
        }

        return files;
    }

    private void Add(string path, DataSchema schema)
    {
        var name = Path.GetRelativePath(_folder, path).Replace('\\', '/');
        if (new FileInfo(path).Length > MaxBytes)
        {
            _faults.Add(new(name, 1, $"is larger than {MaxBytes} bytes"));
            return;
        }

        var file = YamlFile.Read(name, File.ReadAllText(path));
        var before = _faults.Count;
        _faults.AddRange(schema.FaultsOf(file));
        if (_faults.Count > before)
        {
            return;
        }

        foreach (var (key, value) in file.Root!)
        {
            if (value is JsonArray list)
            {
                Add(file, key, list);
            }
        }
    }

    private void Add(YamlFile file, string key, JsonArray list)
    {
        var all = _lists.TryGetValue(key, out var known) ? known : _lists[key] = [];
        var origins = _origins.TryGetValue(key, out var places) ? places : _origins[key] = [];
        for (var i = 0; i < list.Count; i++)
        {
            var entry = list[i]!.DeepClone();
            if (key == "items")
            {
                entry["class"] = file.Root!["class"]!.DeepClone();
            }

            all.Add(entry);
            origins.Add((file, $"/{key}/{i}"));
        }
    }

    private IReadOnlyList<T> List<T>(string key) =>
        _lists.TryGetValue(key, out var list) ? list.Deserialize<List<T>>(JsonSerializerOptions.Web)! : [];

    private DataFault Located(CatalogFault fault)
    {
        var (file, pointer) = _origins[fault.Kind][fault.Entry];
        var id = _lists[fault.Kind][fault.Entry]!["id"]?.GetValue<string>();
        return new(
            file.Name, file.LineOf(fault.Field is null ? pointer : $"{pointer}/{fault.Field}"),
            $"{(id is null ? "" : id + ": ")}{fault.Message}");
    }

    private void AddPictureFaults(WasteCatalog catalog)
    {
        for (var i = 0; i < catalog.Characters.Count; i++)
        {
            if (!File.Exists(Path.Combine(_folder, catalog.Characters[i].Picture)))
            {
                _faults.Add(Located(new(
                    "characters", i, "picture", $"there is no file {catalog.Characters[i].Picture}")));
            }
        }
    }
}
