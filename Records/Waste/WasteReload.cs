using Microsoft.Extensions.Logging;
using OpsFlow.Platform.Data;

namespace OpsFlow.Records.Waste;

/// <summary>Takes edits of the catalog's files while the process runs.</summary>
public sealed partial class WasteReload(WasteLibrary library, ILogger<WasteReload> logger)
    : FolderReload(library.Folder)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<DataFault> Read()
    {
        library.Reload();
        return library.Refused;
    }

    /// <inheritdoc/>
    protected override void OnTaken() => LogTaken(logger, library.Rules.Catalog.Items.Count);

    /// <inheritdoc/>
    protected override void OnRefused(string faults) => LogRefused(logger, faults);

    [LoggerMessage(1, LogLevel.Information, "The catalog of waste was read again: {Items} items")]
    private static partial void LogTaken(ILogger logger, int items);

    [LoggerMessage(2, LogLevel.Error, "The edited catalog of waste is not taken, the one before counts: {Faults}")]
    private static partial void LogRefused(ILogger logger, string faults);
}
