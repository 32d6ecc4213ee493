using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Platform.Access;

/// <summary>
/// Who may call, kept in memory: what one replica changes reaches the others within a second, and a replica that
/// cannot ask the store lets nobody in whom the list could have shut out.
/// </summary>
public sealed partial class AccessList(AccessStore store, TimeProvider time, ILogger<AccessList> logger)
    : BackgroundService
{
    /// <summary>How old the list may be before it counts as unreachable. 2 s.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_sweepInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_clockMargin = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);

    private volatile AccessSnapshot? _snapshot;
    private long _checkedAt;

    /// <summary>Raised when the list was read anew because something in it changed.</summary>
    public event Action<AccessSnapshot>? Changed;

    /// <summary>The list; null when it is too old to let anybody in by it.</summary>
    public AccessSnapshot? Current =>
        _snapshot is { } snapshot && time.GetElapsedTime(Interlocked.Read(ref _checkedAt)) < MaxAge ? snapshot : null;

    /// <summary>The key of a text; null if it is none, or may not be used any more.</summary>
    /// <param name="list">What <see cref="Current"/> said.</param>
    public ApiKey? FindKey(AccessSnapshot list, string text)
    {
        if (list.Keys.GetValueOrDefault(ApiKey.HashOf(text)) is not { } key || !key.IsValid(time.GetUtcNow()))
        {
            return null;
        }

        _used.TryAdd(key.Id, true);
        return key;
    }

    /// <summary>Reads the list at once, after a change of this process.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        if (_snapshot is not { } known || await store.VersionAsync(cancellationToken) != known.Version)
        {
            var snapshot = await store.ReadAsync(cancellationToken);
            _snapshot = snapshot;
            Changed?.Invoke(snapshot);
        }

        Interlocked.Exchange(ref _checkedAt, asked);
    }

    /// <summary>Reads the list before anything is served.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        var (isReachable, swept) = (true, time.GetTimestamp());
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync(stoppingToken);
                if (time.GetElapsedTime(swept) >= s_sweepInterval)
                {
                    swept = time.GetTimestamp();
                    await store.SweepAsync(s_clockMargin, stoppingToken);
                    await NoteUsesAsync(stoppingToken);
                }

                isReachable = true;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (isReachable)
                {
                    LogUnreachable(logger, e);
                }

                isReachable = false;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The list of who may call cannot be read; nobody is let in until it can")]
    private static partial void LogUnreachable(ILogger logger, Exception exception);

    private async Task NoteUsesAsync(CancellationToken cancellationToken)
    {
        var ids = _used.Keys.ToList();
        if (ids.Count == 0)
        {
            return;
        }

        await store.NoteUsesAsync(ids, cancellationToken);
        foreach (var id in ids)
        {
            _used.TryRemove(id, out _);
        }
    }
}
