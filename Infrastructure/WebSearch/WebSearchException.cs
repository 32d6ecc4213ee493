namespace OpsFlow.Infrastructure.WebSearch;

/// <summary>The web cannot be searched. The message holds no key.</summary>
public sealed class WebSearchException(string message, Exception? innerException = null)
    : Exception(message, innerException);
