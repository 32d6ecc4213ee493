namespace Temporal.DevServer.Storage;

/// <summary>The database refused or failed.</summary>
/// <param name="message">What failed.</param>
/// <param name="inner">The cause, if any.</param>
internal sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
