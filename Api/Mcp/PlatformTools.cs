using System.ComponentModel;
using Microsoft.AspNetCore.Authorization;
using ModelContextProtocol.Server;
using OpsFlow.Api.Platform;
using OpsFlow.Api.Runs;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Runs;

namespace OpsFlow.Api.Mcp;

/// <summary>Runs and costs for assistants.</summary>
[McpServerToolType]
internal sealed class PlatformTools(IEnumerable<ITroubledRuns> pipelines, ModelLedger ledger, TimeProvider time)
{
    private const int MaxRuns = 50;
    private const int Days = 30;

    [McpServerTool(Name = "list_failed_runs", ReadOnly = true)]
    [Authorize(Scope.Read)]
    [Description("Runs of every pipeline that failed or whose writes are parked, the newest first.")]
    public async Task<TroubledRunPage> RunsAsync(CancellationToken cancellationToken = default)
    {
        var runs = new List<TroubledRun>();
        foreach (var pipeline in pipelines)
        {
            foreach (var trouble in Enum.GetValues<RunTrouble>())
            {
                runs.AddRange(await pipeline.ListAsync(trouble, null, MaxRuns, cancellationToken));
            }
        }

        return new(runs.OrderByDescending(r => r.At).Take(MaxRuns).Select(TroubledRunView.Of), null);
    }

    [McpServerTool(Name = "sum_model_costs", ReadOnly = true)]
    [Authorize(Scope.Read)]
    [Description("What calls of models cost in the last 30 days.")]
    public async Task<ModelCostList> CostsAsync(
        [Description("Use, Day or Model")] ModelCostsBy by = ModelCostsBy.Use,
        CancellationToken cancellationToken = default) =>
        new(await ledger.SumAsync(by, time.GetUtcNow().AddDays(1 - Days), cancellationToken));
}
