using OpsFlow.Api.Authentication;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.ErrorAnalysis;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.Runs;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Schedules;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Exceptions;

namespace OpsFlow.Api.Schedules;

/// <summary>The schedules of upkeep.</summary>
internal static class ScheduleEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/schedules").WithTags("Schedules");
        group.MapGet("", ListAsync).WithName("ListSchedules").Needs(Scope.Read)
            .WithSummary("The schedules of upkeep, and when they ran.").Answers<ScheduleList>(200);
        group.MapPost("/{task}/pause", (HttpContext context, ITemporalClient client, string task) => ActAsync(
                context, client, task, (handle, rpc) => handle.PauseAsync(
                    RunReason.PausedBy(Callers.NameOf(context.User)), rpc)))
            .WithName("PauseSchedule").Needs(Scope.Write).WithSummary("Pauses a schedule.").Answers(204).Problems(404);
        group.MapPost("/{task}/resume", (HttpContext context, ITemporalClient client, string task) => ActAsync(
                context, client, task, (handle, rpc) => handle.UnpauseAsync(
                    RunReason.ResumedBy(Callers.NameOf(context.User)), rpc)))
            .WithName("ResumeSchedule").Needs(Scope.Write).WithSummary("Resumes a schedule.").Answers(204)
            .Problems(404);
        group.MapPost("/{task}/run", (HttpContext context, ITemporalClient client, string task) => ActAsync(
                context, client, task, (handle, rpc) => handle.TriggerAsync(new() { Rpc = rpc })))
            .WithName("RunSchedule").Needs(Scope.Write).WithSummary("Runs a task now, beside its schedule.")
            .Answers(204).Problems(404);
    }

    // Few, and a worker has made them: the list of the server says which.
    private static async Task<IResult> ListAsync(ITemporalClient client, CancellationToken cancellationToken)
    {
        var rpc = EngineCall.Brief(cancellationToken);
        var views = new List<ScheduleView>();
        await foreach (var schedule in client.ListSchedulesAsync(new() { Rpc = rpc }))
        {
            if (MaintenanceSchedule.TaskOf(schedule.Id) is not null)
            {
                views.Add(ScheduleView.Of(await client.GetScheduleHandle(schedule.Id).DescribeAsync(rpc)));
            }
        }

        return Results.Json(new ScheduleList(views.OrderBy(v => v.Task, StringComparer.Ordinal)));
    }

    private static async Task<IResult> ActAsync(
        HttpContext context, ITemporalClient client, string task, Func<ScheduleHandle, RpcOptions, Task> act)
    {
        try
        {
            await act(
                client.GetScheduleHandle(MaintenanceSchedule.IdOf(task)), EngineCall.Brief(context.RequestAborted));
            return Results.NoContent();
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return Problem.NotFound(ProblemWords.Schedule);
        }
    }
}
