using OpsFlow.Platform.Models;

namespace OpsFlow.Api.Platform;

/// <summary>Sums of the ledger.</summary>
internal sealed record ModelCostList(IEnumerable<ModelCosts> Items);
