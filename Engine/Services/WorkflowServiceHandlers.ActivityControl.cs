using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Services;

/// <summary>Methods by which operators handle pending activities.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    private void AddActivityControl(ServiceMethods<WorkflowServiceHandlers> service)
    {
        service.Unary("PauseActivity", PauseActivityRequest.Parser, async (r, _) =>
        {
            await ControlAsync(r.Namespace, r.Execution, Id(r.Id), Id(r.Type), false, (run, activity) =>
                run.State.PauseActivity(activity, r.Identity, r.Reason)).ConfigureAwait(false);
            return new PauseActivityResponse();
        });
        service.Unary("UnpauseActivity", UnpauseActivityRequest.Parser, async (r, _) =>
        {
            await ControlAsync(
                r.Namespace, r.Execution, Id(r.Id), Id(r.Type), r.UnpauseAll,
                (run, activity) => run.State.UnpauseActivity(activity, r.ResetAttempts, r.ResetHeartbeat))
                .ConfigureAwait(false);
            return new UnpauseActivityResponse();
        });
        service.Unary("ResetActivity", ResetActivityRequest.Parser, async (r, _) =>
        {
            await ControlAsync(
                r.Namespace, r.Execution, Id(r.Id), Id(r.Type), r.MatchAll,
                (run, activity) => run.State.ResetActivity(
                    activity, r.ResetHeartbeat, r.KeepPaused, r.RestoreOriginalOptions)).ConfigureAwait(false);
            return new ResetActivityResponse();
        });
        service.Unary("UpdateActivityOptions", UpdateActivityOptionsRequest.Parser, async (r, _) =>
        {
            var response = new UpdateActivityOptionsResponse();
            await ControlAsync(
                r.Namespace, r.Execution, Id(r.Id), Id(r.Type), r.MatchAll,
                (run, activity) =>
                {
                    if (r.RestoreOriginal)
                    {
                        run.State.RestoreActivityOptions(activity);
                    }
                    else
                    {
                        run.State.UpdateActivityOptions(activity, r.ActivityOptions ?? new(), r.UpdateMask ?? new());
                    }

                    response.ActivityOptions = MutableState.OptionsOf(activity);
                }).ConfigureAwait(false);
            return response;
        });
    }

    private static string? Id(string value) => value.Length > 0 ? value : null;

    private async Task ControlAsync(
        string namespaceName,
        WorkflowExecution? execution,
        string? id,
        string? type,
        bool all,
        Action<LoadedRun, ActivityState> change)
    {
        Requests.Namespace(namespaces, namespaceName);
        Requests.Execution(execution);
        try
        {
            await engine.ChangeAsync(namespaceName, execution!.WorkflowId, execution.RunId, run =>
            {
                ExecutionEngine.RequireOpen(run);
                var activities = run.State.SelectActivities(id, type, all);
                if (activities.Count == 0 && !all)
                {
                    throw Errors.NotFound(
                        "Can't find pending activity with such ID. Invalid activityID or activity already completed");
                }

                foreach (var activity in activities)
                {
                    change(run, activity);
                }

                run.State.NotePausedActivities();
                run.Persistence = Persistence.Always;
                return true;
            }).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw Errors.InvalidArgument(e.Message);
        }
    }
}
