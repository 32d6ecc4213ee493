using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Storage;

/// <summary>A run as it is stored.</summary>
/// <param name="RunKey">The run's number; later runs have higher ones.</param>
/// <param name="State">The serialised state.</param>
/// <param name="History">All its events.</param>
internal sealed record StoredRun(long RunKey, byte[] State, List<HistoryEvent> History);
