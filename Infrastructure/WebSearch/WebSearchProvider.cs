namespace OpsFlow.Infrastructure.WebSearch;

/// <summary>Who searches the web.</summary>
public enum WebSearchProvider
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>Tavily.</summary>
    Tavily,

    /// <summary>Serper.</summary>
    Serper,
}
