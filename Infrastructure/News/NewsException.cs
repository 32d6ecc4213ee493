namespace OpsFlow.Infrastructure.News;

/// <summary>A source that cannot be read now.</summary>
public sealed class NewsException(string message, Exception? inner = null) : Exception(message, inner);
