namespace OpsFlow.Infrastructure.WebSearch;

/// <summary>Searches the web.</summary>
public interface IWebSearch
{
    /// <summary>Whether it can be asked.</summary>
    bool IsSetUp { get; }

    /// <summary>The pages that fit best.</summary>
    /// <param name="language">ko or en.</param>
    /// <exception cref="WebSearchException">It cannot be searched.</exception>
    Task<IReadOnlyList<WebHit>> SearchAsync(string query, string language, CancellationToken cancellationToken);
}
