using OpsFlow.Infrastructure.News;
using OpsFlow.Platform.Schedules;
using OpsFlow.Records.News;

namespace OpsFlow.Activities.News;

/// <summary>Collects the news of some sources. One that cannot be read does not hold up the others.</summary>
/// <param name="name">The task's name.</param>
/// <param name="note">What it is for.</param>
/// <param name="interval">How often it runs.</param>
public sealed class NewsCollection(
    string name, string note, TimeSpan interval, IReadOnlyList<INewsSource> sources, NewsStore store) : IMaintenanceTask
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Note => note;

    /// <inheritdoc/>
    public TimeSpan Interval => interval;

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var (added, faults) = (0, new List<string>());
        foreach (var source in sources)
        {
            onProgress($"Reading {source.Name}");
            try
            {
                var items = await source.ReadAsync(cancellationToken);
                added += await store.AddAsync(
                    [.. items.Select(i => Record(source, i)).DistinctBy(r => r.Id)], cancellationToken);
            }
            catch (NewsException e)
            {
                faults.Add($"{source.Name}: {e.Message}");
            }
        }

        var removed = await store.RemoveOldAsync(cancellationToken);
        var done = $"{added} new, {removed} old removed";
        return faults.Count == 0 ? done : $"{done}; not read: {string.Join("; ", faults)}";
    }

    private static NewsRecord Record(INewsSource source, NewsItem item) => new(
        NewsStore.IdOf(item.Url),
        source.Category,
        item.Source,
        item.Title,
        item.Summary,
        item.Url.AbsoluteUri,
        item.PublishedAt.ToUnixTimeMilliseconds());
}
