namespace OpsFlow.Infrastructure.News;

/// <summary>One place that news comes from.</summary>
public interface INewsSource
{
    /// <summary>What it is called in logs; without secrets.</summary>
    string Name { get; }

    /// <summary>What its news is about.</summary>
    string Category { get; }

    /// <summary>Reads what is there now; pieces that lack a title or an address are left out.</summary>
    /// <exception cref="NewsException">It cannot be read.</exception>
    Task<IReadOnlyList<NewsItem>> ReadAsync(CancellationToken cancellationToken);
}
