using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;

namespace OpsFlow.Platform.Data;

/// <summary>Takes edits of a folder's YAML files while the process runs.</summary>
public abstract class FolderReload(string folder) : IHostedService, IDisposable
{
    // By polling: mounted folders tell nobody of changes.
    private readonly PhysicalFileProvider _files = new(folder)
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
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads the files again.</summary>
    /// <returns>Why they are not taken; empty when they are.</returns>
    protected abstract IReadOnlyList<DataFault> Read();

    /// <summary>Says that the edit is taken.</summary>
    protected abstract void OnTaken();

    /// <summary>Says why it is not: what was read before counts.</summary>
    protected abstract void OnRefused(string faults);

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
        _watch?.Dispose();
        _files.Dispose();
    }

    private void Reload()
    {
        try
        {
            var faults = Read();
            if (faults.Count == 0)
            {
                OnTaken();
            }
            else
            {
                OnRefused(string.Join("; ", faults));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In the middle of being written; that will be a change, too.
            OnRefused(e.Message);
        }
    }
}
