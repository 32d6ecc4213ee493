namespace OpsFlow.Platform.Events;

/// <summary>
/// The page that followers of one stream read next, read once for all of them: a thousand followers of a stream that
/// grows are one question to the store, not a thousand.
/// </summary>
internal sealed class FollowedPage
{
    private readonly Lock _lock = new();
    private (long After, Task<IReadOnlyList<LiveEvent>> Page)? _last;

    /// <summary>Says that the stream may have grown: a page that was begun before may lack what is new.</summary>
    public void Outdate()
    {
        lock (_lock)
        {
            _last = null;
        }
    }

    /// <summary>The page after a number, new or as another follower has asked for it since the last news.</summary>
    public Task<IReadOnlyList<LiveEvent>> ReadAsync(long after, Func<Task<IReadOnlyList<LiveEvent>>> readAsync)
    {
        lock (_lock)
        {
            if (_last is not { } last || last.After != after || last.Page.IsFaulted || last.Page.IsCanceled)
            {
                _last = last = (after, Task.Run(readAsync));
            }

            return last.Page;
        }
    }
}
