using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsFlow.Api.Authentication;
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
    private const int MaxReason = 1000;

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
        group.MapGet("/{id}/{runId}/steps", StepsAsync).WithName("ListWorkflowSteps").Needs(Scope.Read)
            .WithSummary("A run's activities: attempts, times, the last failure and the next attempt.")
            .Answers<WorkflowStepList>(200).Problems(400, 404);
        group.MapPost("/{id}/{runId}/cancel", (ITemporalClient client, string id, string runId, CancellationToken ct) =>
                ActAsync(client.GetWorkflowHandle(id, runId).CancelAsync(new() { Rpc = EngineCall.Brief(ct) })))
            .WithName("CancelWorkflow").Needs(Scope.Write).WithSummary("Asks a run to end in its own way.")
            .Answers(204).Problems(400, 404);
        group.MapPost("/{id}/{runId}/terminate", TerminateAsync)
            .WithName("TerminateWorkflow").Needs(Scope.Write)
            .WithSummary("Ends a run at once, without its own clean-up.")
            .AcceptsJson<TerminateBody>().Answers(204).Problems(400, 404, 413);
        group.MapPost("/{id}/{runId}/signal", SignalAsync)
            .WithName("SignalWorkflow").Needs(Scope.Write).WithSummary("Sends a signal to a run.")
            .AcceptsJson<SignalBody>().Answers(204).Problems(400, 404, 413);
    }

    private static async Task<IResult> StepsAsync(
        ITemporalClient client, string id, string runId, CancellationToken cancellationToken) =>
        Results.Json(new WorkflowStepList(await WorkflowSteps.ReadAsync(
            client, id, runId, EngineCall.Brief(cancellationToken))));

    private static async Task<IResult> ActAsync(Task act)
    {
        await act;
        return Results.NoContent();
    }

    private static async Task<IResult> TerminateAsync(
        HttpContext context, ITemporalClient client, string id, string runId, CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<TerminateBody>(context.Request, cancellationToken);
        if (body?.Reason?.Length > MaxReason)
        {
            return Problem.Invalid([$"reason: {FaultWords.FormatAtMost(MaxReason)}"]);
        }

        // The reason alone would not say who it was.
        return error ?? await ActAsync(client.GetWorkflowHandle(id, runId).TerminateAsync(
            $"{Callers.NameOf(context.User)}: {body!.Reason}", new() { Rpc = EngineCall.Brief(cancellationToken) }));
    }

    private static async Task<IResult> SignalAsync(
        HttpContext context, ITemporalClient client, string id, string runId, CancellationToken cancellationToken)
    {
        var (body, error) = await RequestBody.ReadJsonAsync<SignalBody>(context.Request, cancellationToken);
        if (error is null && string.IsNullOrWhiteSpace(body!.Name))
        {
            return Problem.Invalid([$"name: {FaultWords.SignalName}"]);
        }

        return error ?? await ActAsync(client.GetWorkflowHandle(id, runId).SignalAsync(
            body!.Name!.Trim(),
            body.Input is null ? [] : [body.Input],
            new() { Rpc = EngineCall.Brief(cancellationToken) }));
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
            query ?? "", token, new() { PageSize = PageSize, Rpc = EngineCall.Brief(cancellationToken) });
        return Results.Json(new WorkflowPage(
            page.Workflows.Select(w => View(w, null)),
            page.NextPageToken is null ? null : Convert.ToBase64String(page.NextPageToken)));
    }

    private static async Task<IResult> DescribeAsync(
        ITemporalClient client, string id, string runId, CancellationToken cancellationToken)
    {
        var description = await client.GetWorkflowHandle(id, runId)
            .DescribeAsync(new() { Rpc = EngineCall.Brief(cancellationToken) });
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
            Rpc = EngineCall.Brief(cancellationToken),
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

    private sealed record TerminateBody(string? Reason);

    private sealed record SignalBody(string? Name, JsonNode? Input);
}
