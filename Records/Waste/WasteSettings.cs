using Microsoft.Extensions.Configuration;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Records.Waste;

/// <summary>Where the catalog of waste is.</summary>
public sealed record WasteSettings
{
    private const string Variable = "WASTE_DATA";

    /// <summary>The folder of its files; null takes those that ship with the program.</summary>
    [ConfigurationKeyName(Variable)]
    public string? Data { get; init; }

    /// <summary>The folder as a full path.</summary>
    public string Folder => Data is null ? CatalogFiles.Shipped : Path.GetFullPath(Data);

    /// <summary>Reads the catalog; what is wrong with it is with the settings' reader.</summary>
    public static WasteLibrary Read(SettingsReader reader)
    {
        var settings = reader.Read<WasteSettings>();
        var (catalog, faults) = CatalogFiles.Read(settings.Folder);
        if (catalog is null)
        {
            reader.AddFault(string.Join(
                Environment.NewLine + "    ",
                [$"{SettingsReader.Prefix}{Variable} has {faults.Count} faults in {settings.Folder}:", .. faults]));
        }

        return new(settings.Folder, catalog);
    }
}
