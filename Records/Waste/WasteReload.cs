using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace OpsFlow.Records.Waste;

/// <summary>Takes edits of the catalog's files while the process runs.</summary>
public sealed partial class WasteReload(WasteLibrary library, ILogger<WasteReload> logger) : IHostedService, IDisposable
{
    // By polling: mounted folders tell nobody of changes.
    private readonly PhysicalFileProvider _files = new(library.Folder)
    {
        UsePollingFileWatcher = true,
        UseActivePolling = true,
    };

    private IDisposable? _watch;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watch = ChangeToken.OnChange(() => _files.Watch("**/*.yaml"), Reload);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _watch?.Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Dispose();
        _files.Dispose();
    }

    private void Reload()
    {
        try
        {
            if (library.Reload())
            {
                LogTaken(logger, library.Rules.Catalog.Items.Count);
            }
            else
            {
                LogRefused(logger, string.Join("; ", library.Refused));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In the middle of being written; that will be a change, too.
            LogRefused(logger, e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The catalog of waste was read again: {Items} items")]
    private static partial void LogTaken(ILogger logger, int items);

    [LoggerMessage(2, LogLevel.Error, "The edited catalog of waste is not taken, the one before counts: {Faults}")]
    private static partial void LogRefused(ILogger logger, string faults);
}
