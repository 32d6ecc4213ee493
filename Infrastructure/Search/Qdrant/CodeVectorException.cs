namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>Qdrant or the embedding model did not do what was asked; the message says which and why.</summary>
public sealed class CodeVectorException(string message, Exception? inner = null) : Exception(message, inner);
