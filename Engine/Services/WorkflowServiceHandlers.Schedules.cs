using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Schedules;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Services;

/// <summary>Methods about single schedules.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    private const int FutureTimesInDescription = 10;
    private const int MaximumMatchingTimes = 10_000;
    private const int MaximumBackfill = 1000;

    private void AddSchedules(ServiceMethods<WorkflowServiceHandlers> service)
    {
        service.Unary("CreateSchedule", CreateScheduleRequest.Parser, CreateScheduleAsync);
        service.Unary("DescribeSchedule", DescribeScheduleRequest.Parser, (request, _) =>
            Task.FromResult(DescribeSchedule(FindSchedule(request.Namespace, request.ScheduleId))));
        service.Unary("UpdateSchedule", UpdateScheduleRequest.Parser, UpdateScheduleAsync);
        service.Unary("PatchSchedule", PatchScheduleRequest.Parser, async (request, _) =>
        {
            var entry = FindSchedule(request.Namespace, request.ScheduleId);
            Requests.Length(request.RequestId, "RequestId length exceeds limit.");
            await schedules.ChangeAsync(entry, request.RequestId, record =>
            {
                Patch(record, entry.Times, request.Patch);
                return true;
            }).ConfigureAwait(false);
            return new PatchScheduleResponse();
        });
        service.Unary("DeleteSchedule", DeleteScheduleRequest.Parser, async (request, _) =>
        {
            await schedules.DeleteAsync(FindSchedule(request.Namespace, request.ScheduleId)).ConfigureAwait(false);
            return new DeleteScheduleResponse();
        });
        service.Unary("ListScheduleMatchingTimes", ListScheduleMatchingTimesRequest.Parser, (request, _) =>
        {
            var entry = FindSchedule(request.Namespace, request.ScheduleId);
            var response = new ListScheduleMatchingTimesResponse();
            var end = Ticks.FromTimestamp(request.EndTime);
            var time = Ticks.FromTimestamp(request.StartTime) - 1;
            while (response.StartTime.Count < MaximumMatchingTimes && (time = entry.Times.NextNominal(time)) != 0
                && time <= end)
            {
                response.StartTime.Add(Ticks.ToTimestamp(entry.Times.Actual(time)));
            }

            return Task.FromResult(response);
        });
        AddScheduleLists(service);
    }

    private ScheduleEntry FindSchedule(string namespaceName, string id)
    {
        Requests.Namespace(namespaces, namespaceName);
        return schedules.Find(namespaceName, id) ?? throw Errors.NotFound($"schedule \"{id}\" not found");
    }

    private async Task<CreateScheduleResponse> CreateScheduleAsync(
        CreateScheduleRequest request, ServerCallContext context)
    {
        Requests.Namespace(namespaces, request.Namespace);
        if (request.ScheduleId.Length == 0)
        {
            throw Errors.InvalidArgument("ScheduleId is not set on request.");
        }

        Requests.Length(request.ScheduleId, "ScheduleId length exceeds limit.");
        var now = engine.Clock.Now;
        var schedule = Prepare(request.Schedule, request.Namespace);
        CheckAttributes(request.Namespace, request.SearchAttributes);
        var record = new ScheduleRecord
        {
            Namespace = request.Namespace,
            ScheduleId = request.ScheduleId,
            Schedule = schedule,
            Info = new ScheduleInfo { CreateTime = Ticks.ToTimestamp(now) },
            Memo = request.Memo,
            SearchAttributes = request.SearchAttributes,
            ConflictToken = 1,
            LastProcessed = now,
            CreateRequestId = request.RequestId,
        };
        try
        {
            if (request.InitialPatch is { } patch)
            {
                Patch(record, new ScheduleTimes(schedule.Spec, request.ScheduleId), patch);
            }

            var (entry, added) = await schedules.AddAsync(record).ConfigureAwait(false);
            return added || (request.RequestId.Length > 0 && entry.Published.CreateRequestId == request.RequestId)
                ? new CreateScheduleResponse { ConflictToken = TokenOf(entry.Published) }
                : throw Errors.AlreadyStarted(
                    $"Schedule with ID {request.ScheduleId} is already registered.", entry.Published.CreateRequestId,
                    "", "");
        }
        catch (FormatException e)
        {
            throw Errors.InvalidArgument($"Invalid schedule spec: {e.Message}");
        }
    }

    private async Task<UpdateScheduleResponse> UpdateScheduleAsync(
        UpdateScheduleRequest request, ServerCallContext context)
    {
        var entry = FindSchedule(request.Namespace, request.ScheduleId);
        Requests.Length(request.RequestId, "RequestId length exceeds limit.");
        var schedule = Prepare(request.Schedule, request.Namespace);
        CheckAttributes(request.Namespace, request.SearchAttributes);
        try
        {
            await schedules.ChangeAsync(entry, request.RequestId, record =>
            {
                if (!request.ConflictToken.IsEmpty && request.ConflictToken != TokenOf(record))
                {
                    // As the official server: a stale update changes nothing and is not told so.
                    return false;
                }

                record.Schedule = schedule;
                record.SearchAttributes = request.SearchAttributes ?? record.SearchAttributes;
                record.Memo = request.Memo ?? record.Memo;
                record.LastProcessed = engine.Clock.Now;
                record.Info.UpdateTime = Ticks.ToTimestamp(engine.Clock.Now);
                return true;
            }).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw Errors.InvalidArgument($"Invalid schedule spec: {e.Message}");
        }

        return new UpdateScheduleResponse();
    }

    private Schedule Prepare(Schedule? schedule, string namespaceName)
    {
        if (schedule?.Action?.StartWorkflow is not { } action)
        {
            throw Errors.InvalidArgument("Schedule action is not set on request.");
        }

        Requests.WorkflowId(action.WorkflowId);
        Requests.TaskQueue(action.TaskQueue);
        if (action.WorkflowType is null || action.WorkflowType.Name.Length == 0)
        {
            throw Errors.InvalidArgument("WorkflowType is not set on request.");
        }

        CheckAttributes(namespaceName, action.SearchAttributes);
        // Now, when the caller can be told; not when its time has come.
        _ = Requests.Override(action.VersioningOverride);
        schedule = schedule.Clone();
        schedule.Spec ??= new ScheduleSpec();
        schedule.State ??= new ScheduleState();
        schedule.Policies ??= new SchedulePolicies();
        if (schedule.Policies.CatchupWindow is null)
        {
            schedule.Policies.CatchupWindow = Ticks.DurationMs((long)TimeSpan.FromDays(365).TotalMilliseconds);
        }

        if (schedule.Policies.OverlapPolicy == ScheduleOverlapPolicy.Unspecified)
        {
            schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.Skip;
        }

        try
        {
            CalendarText.Normalize(schedule.Spec);
            _ = new ScheduleTimes(schedule.Spec, "");
        }
        catch (FormatException e)
        {
            throw Errors.InvalidArgument($"Invalid schedule spec: {e.Message}");
        }

        return schedule;
    }

    private void CheckAttributes(string namespaceName, SearchAttributes? attributes)
    {
        if (namespaces.CheckSearchAttributes(namespaceName, attributes) is { } error)
        {
            throw Errors.InvalidArgument(error);
        }
    }

    private void Patch(ScheduleRecord record, ScheduleTimes times, SchedulePatch? patch)
    {
        if (patch is null)
        {
            throw Errors.InvalidArgument("Patch is not set on request.");
        }

        if (patch.TriggerImmediately is { } trigger)
        {
            var time = Ticks.FromTimestamp(trigger.ScheduledTime) is not 0 and var asked ? asked : engine.Clock.Now;
            record.Buffer.Add(ScheduleService.Manual(record, time, trigger.OverlapPolicy));
        }

        foreach (var backfill in patch.BackfillRequest)
        {
            var time = Ticks.FromTimestamp(backfill.StartTime) - 1;
            var end = Ticks.FromTimestamp(backfill.EndTime);
            while (record.Buffer.Count < MaximumBackfill && (time = times.NextNominal(time)) != 0 && time <= end)
            {
                record.Buffer.Add(ScheduleService.Manual(record, time, backfill.OverlapPolicy));
            }
        }

        if (patch.Pause.Length > 0)
        {
            record.Schedule.State.Paused = true;
            record.Schedule.State.Notes = patch.Pause;
        }

        if (patch.Unpause.Length > 0)
        {
            record.Schedule.State.Paused = false;
            record.Schedule.State.Notes = patch.Unpause;
        }
    }

    private DescribeScheduleResponse DescribeSchedule(ScheduleEntry entry)
    {
        var record = entry.Published.Clone();
        record.Info.FutureActionTimes.Add(
            schedules.FutureTimes(entry, FutureTimesInDescription).Select(Ticks.ToTimestamp));
        return new DescribeScheduleResponse
        {
            Schedule = record.Schedule,
            Info = record.Info,
            Memo = record.Memo,
            SearchAttributes = record.SearchAttributes,
            ConflictToken = TokenOf(record),
        };
    }

    private static ByteString TokenOf(ScheduleRecord record) =>
        ByteString.CopyFromUtf8(record.ConflictToken.ToString(CultureInfo.InvariantCulture));
}
