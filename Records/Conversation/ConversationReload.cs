using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace OpsFlow.Records.Conversation;

/// <summary>Takes edits of the rules' files while the process runs.</summary>
public sealed partial class ConversationReload(
    ConversationLibrary library, ILogger<ConversationReload> logger) : IHostedService, IDisposable
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
                LogTaken(logger, library.Rules.Version);
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

    [LoggerMessage(1, LogLevel.Information, "The rules of conversations were read again: version {Version}")]
    private static partial void LogTaken(ILogger logger, string version);

    [LoggerMessage(2, LogLevel.Error, "Edited rules of conversations are not taken, those before count: {Faults}")]
    private static partial void LogRefused(ILogger logger, string faults);
}
