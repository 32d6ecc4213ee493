using System.ComponentModel;
using Microsoft.AspNetCore.Authorization;
using ModelContextProtocol;
using ModelContextProtocol.Server;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.Runs;
using OpsFlow.Domain.Text;
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
    public async Task<TroubledRunPage> RunsAsync(
        [Description("Where the page begins, as the page before it said.")] string? cursor = null,
        CancellationToken cancellationToken = default)
    {
        var faults = new List<string>();
        var before = PageCursor.Read(cursor, faults);
        if (faults.Count > 0)
        {
            throw new McpException(string.Join(' ', faults));
        }

        var runs = new List<TroubledRun>();
        foreach (var pipeline in pipelines)
        {
            foreach (var trouble in Enum.GetValues<RunTrouble>())
            {
                runs.AddRange(await pipeline.ListAsync(trouble, before, MaxRuns, cancellationToken));
            }
        }

        List<TroubledRun> page =
            [.. runs.OrderByDescending(r => r.At).ThenByDescending(r => r.Id, StringComparer.Ordinal).Take(MaxRuns)];
        return new(
            page.Select(TroubledRunView.Of),
            page.Count == MaxRuns ? PageCursor.Of(page[^1].At, page[^1].Id) : null);
    }

    [McpServerTool(Name = "sum_model_costs", ReadOnly = true)]
    [Authorize(Scope.Read)]
    [Description("What calls of models cost in the last 30 days.")]
    public async Task<ModelCostList> CostsAsync(
        [Description("use, day or model")] string by = "use",
        CancellationToken cancellationToken = default)
    {
        // Not by entries: those are for the page of models alone.
        if (!EnumName.TryRead<ModelCostsBy>(by, out var wanted) || wanted == ModelCostsBy.Entry)
        {
            throw new McpException($"by: {FaultWords.FormatOneOf("use, day, model")}");
        }

        return new(await ledger.SumAsync(wanted, time.GetUtcNow().AddDays(1 - Days), cancellationToken));
    }
}
