namespace OpsFlow.Platform.Events;

/// <summary>
/// The page that followers of one stream read next, read once for all of them: a thousand followers of a stream that
/// grows are one question to the store, not a thousand.
/// </summary>
internal sealed class FollowedPage
{
    private readonly Lock _lock = new();
    private long _version;
    private Read? _last;

    /// <summary>Says that the stream may have grown: pages that are being read now may lack what is new.</summary>
    public void Outdate() => Interlocked.Increment(ref _version);

    /// <summary>The page after a number, as it is now or as another follower is getting it since the last news.</summary>
    public Task<IReadOnlyList<LiveEvent>> ReadAsync(long after, Func<Task<IReadOnlyList<LiveEvent>>> readAsync)
    {
        lock (_lock)
        {
            var version = Interlocked.Read(ref _version);
            if (_last is not { } last || last.After != after || last.Version != version
                || last.Page.IsFaulted || last.Page.IsCanceled)
            {
                _last = last = new(after, version, Task.Run(readAsync));
            }

            return last.Page;
        }
    }

    private sealed record Read(long After, long Version, Task<IReadOnlyList<LiveEvent>> Page);
}
