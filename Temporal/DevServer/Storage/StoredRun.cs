namespace Temporal.DevServer.Storage;

/// <summary>A row of the table of runs.</summary>
/// <param name="RunKey">The run's number; later runs have higher ones.</param>
/// <param name="State">The serialised state.</param>
internal sealed record StoredRun(long RunKey, byte[] State);
