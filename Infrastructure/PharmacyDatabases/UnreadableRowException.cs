namespace OpsFlow.Infrastructure.PharmacyDatabases;

/// <summary>A row of a pharmacy's database holds a value that cannot be what its column is for.</summary>
public sealed class UnreadableRowException(string message, Exception inner) : Exception(message, inner);
