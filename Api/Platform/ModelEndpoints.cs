using System.Globalization;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.Errors;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;

namespace OpsFlow.Api.Platform;

/// <summary>How the models do and what they cost, for the console's Models page.</summary>
internal static class ModelEndpoints
{
    private const int DefaultDays = 30;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/models").WithTags("Models");
        group.MapGet("", ListAsync).WithName("ListModels").Needs(Scope.Read)
            .WithSummary("Health, load and today's cost of every model; ?measure=true asks each once how quick it is.")
            .Answers<ModelList>(200);
        group.MapGet("/costs", CostsAsync).WithName("SumModelCosts").Needs(Scope.Read)
            .WithSummary("What calls cost, ?by= use, day or model, ?since= a day (UTC), 30 days by default.")
            .Answers<ModelCostList>(200).Problems(400);
        group.MapGet("/calls", CallsAsync).WithName("ListModelCalls").Needs(Scope.Read)
            .WithSummary("The calls that a workflow made, ?workflowId=, with tokens, times and cost.")
            .Answers<ModelCallList>(200).Problems(400);
        group.MapGet("/budgets", BudgetsAsync).WithName("ListModelBudgets").Needs(Scope.Read)
            .WithSummary("What each use spent and reserved today (UTC), and the most that it may.")
            .Answers<ModelBudgetList>(200);
    }

    private static async Task<IResult> CallsAsync(
        ModelLedger ledger, string? workflowId, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(workflowId)
            ? Problem.Invalid([$"workflowId: {FaultWords.Required}"])
            : Results.Json(new ModelCallList(await ledger.ListAsync(workflowId, cancellationToken)));

    private static async Task<IResult> BudgetsAsync(
        ModelLedger ledger, ModelRegistry registry, TimeProvider time, CancellationToken cancellationToken) =>
        Results.Json(new ModelBudgetList(
            (await ledger.SpentAsync(time.GetUtcNow(), cancellationToken)).OrderBy(s => s.Key, StringComparer.Ordinal)
                .Select(s => new ModelBudget(s.Key, s.Value, registry.BudgetOf(s.Key)))));

    private static async Task<IResult> ListAsync(
        ModelHealthMonitor monitor, ModelLedger ledger, ModelRegistry registry, TimeProvider time, bool? measure,
        CancellationToken cancellationToken)
    {
        var reports = await monitor.ReportAsync(measure == true, cancellationToken);
        var costs = await ledger.SumAsync(ModelCostsBy.Entry, time.GetUtcNow(), cancellationToken);
        var byName = costs.ToDictionary(c => c.Key, c => c.Amount);
        return Results.Json(new ModelList(
            reports.Select(r => ModelView.Of(r, registry, byName.GetValueOrDefault(r.Entry.Name)))));
    }

    private static async Task<IResult> CostsAsync(
        ModelLedger ledger, TimeProvider time, string? by, string? since, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        ModelCostsBy? wanted = by switch
        {
            null or "use" => ModelCostsBy.Use,
            "day" => ModelCostsBy.Day,
            "model" => ModelCostsBy.Model,
            _ => null,
        };
        if (wanted is null)
        {
            faults.Add($"by: {FaultWords.FormatOneOf("use, day, model")}");
        }

        var from = time.GetUtcNow().AddDays(1 - DefaultDays);
        if (since is not null && !DateTimeOffset.TryParseExact(
            since, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out from))
        {
            faults.Add($"since: {FaultWords.Day}");
        }

        return faults.Count > 0
            ? Problem.Invalid(faults)
            : Results.Json(new ModelCostList(await ledger.SumAsync(wanted!.Value, from, cancellationToken)));
    }
}
