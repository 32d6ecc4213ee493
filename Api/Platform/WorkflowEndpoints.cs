using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.ErrorAnalysis;
using OpsFlow.Api.Errors;
using OpsFlow.Platform.Access;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace OpsFlow.Api.Platform;

/// <summary>The engine's runs, for the console's Workflows page.</summary>
internal static partial class WorkflowEndpoints
{
    private const int PageSize = 50;

    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/workflows").WithTags("Workflows");
        group.MapGet("", ListAsync).WithName("ListWorkflows").Needs(Scope.Read)
            .WithSummary("A page of runs; ?query= takes Temporal's filters.")
            .Answers<WorkflowPage>(200).Problems(400);
        group.MapGet("/{id}/{runId}", DescribeAsync).WithName("GetWorkflow").Needs(Scope.Read).WithSummary("A run.")
            .Answers<WorkflowView>(200).Problems(400, 404);
        group.MapGet("/{id}/{runId}/history", HistoryAsync).WithName("GetWorkflowHistory").Needs(Scope.Read)
            .WithSummary("A run's history; with ?download as a file.")
            .Answers<JsonObject>(200).Problems(400, 404);
    }

    private static async Task<IResult> ListAsync(
        ITemporalClient client, string? query, string? cursor, CancellationToken cancellationToken)
    {
        byte[]? token = null;
        if (cursor is not null)
        {
            token = new byte[cursor.Length];
            if (!Convert.TryFromBase64String(cursor, token, out var length))
            {
                return Problem.Invalid([$"cursor: {FaultWords.Cursor}"]);
            }

            token = token[..length];
        }

        var page = await client.ListWorkflowsPaginatedAsync(
            query ?? "", token, new() { PageSize = PageSize, Rpc = AnalysisRuns.Rpc(cancellationToken) });
        return Results.Json(new WorkflowPage(
            page.Workflows.Select(w => View(w, null)),
            page.NextPageToken is null ? null : Convert.ToBase64String(page.NextPageToken)));
    }

    private static async Task<IResult> DescribeAsync(
        ITemporalClient client, string id, string runId, CancellationToken cancellationToken)
    {
        var description = await client.GetWorkflowHandle(id, runId)
            .DescribeAsync(new() { Rpc = AnalysisRuns.Rpc(cancellationToken) });
        return Results.Json(View(description, await description.GetStaticSummaryAsync()));
    }

    private static WorkflowView View(WorkflowExecution run, string? summary) => new(
        run.Id,
        run.RunId,
        run.WorkflowType,
        run.Status.ToString(),
        run.TaskQueue,
        run.StartTime,
        run.CloseTime,
        run.HistoryLength,
        summary);

    private static async Task<IResult> HistoryAsync(
        HttpContext context, ITemporalClient client, string id, string runId, string? download,
        CancellationToken cancellationToken)
    {
        var history = await client.GetWorkflowHandle(id, runId).FetchHistoryAsync(new()
        {
            EventFilterType = HistoryEventFilterType.AllEvent,
            Rpc = AnalysisRuns.Rpc(cancellationToken),
        });
        if (download is not null)
        {
            var name = UnsafeInFileName().Replace($"{id}-{runId}", "_");
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.json\"";
        }

        return Results.Text(history.ToJson(), "application/json");
    }

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex UnsafeInFileName();
}
