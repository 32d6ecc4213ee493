namespace OpsFlow.Engine.Visibility;

/// <summary>A list filter that cannot be read or is not supported.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class ListQueryException(string message) : Exception("invalid query: " + message);
