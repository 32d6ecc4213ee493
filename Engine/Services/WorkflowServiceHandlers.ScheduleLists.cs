using Google.Protobuf;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Namespaces;
using OpsFlow.Engine.Schedules;
using OpsFlow.Engine.Visibility;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Services;

/// <summary>Lists of schedules and their filters.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    private const int FutureTimesInList = 5;
    private const string PausedAttribute = "TemporalSchedulePaused";

    private void AddScheduleLists(ServiceMethods<WorkflowServiceHandlers> service)
    {
        service.Unary(
            "ListSchedules", ListSchedulesRequest.Parser, (request, _) => Task.FromResult(ListSchedules(request)));
        service.Unary("CountSchedules", CountSchedulesRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            return Task.FromResult(new CountSchedulesResponse
            {
                Count = MatchingSchedules(request.Namespace, request.Query).Count(),
            });
        });
    }

    private ListSchedulesResponse ListSchedules(ListSchedulesRequest request)
    {
        Requests.Namespace(namespaces, request.Namespace);
        var size = request.MaximumPageSize is > 0 and <= MaximumListPage ? request.MaximumPageSize : MaximumListPage;
        var after = request.NextPageToken.ToStringUtf8();
        var found = MatchingSchedules(request.Namespace, request.Query)
            .Where(e => after.Length == 0 || string.CompareOrdinal(e.Published.ScheduleId, after) > 0)
            .Take(size + 1)
            .ToList();
        var response = new ListSchedulesResponse();
        response.Schedules.Add(found.Take(size).Select(ListEntry));
        if (found.Count > size)
        {
            response.NextPageToken = ByteString.CopyFromUtf8(found[size - 1].Record.ScheduleId);
        }

        return response;
    }

    private ScheduleListEntry ListEntry(ScheduleEntry entry)
    {
        var record = entry.Published.Clone();
        var info = new ScheduleListInfo
        {
            Spec = record.Schedule.Spec,
            WorkflowType = record.Schedule.Action.StartWorkflow.WorkflowType,
            Notes = record.Schedule.State.Notes,
            Paused = record.Schedule.State.Paused,
        };
        info.RecentActions.Add(record.Info.RecentActions.TakeLast(FutureTimesInList));
        info.FutureActionTimes.Add(schedules.FutureTimes(entry, FutureTimesInList).Select(Ticks.ToTimestamp));
        return new ScheduleListEntry
        {
            ScheduleId = record.ScheduleId,
            Memo = record.Memo ?? new Memo(),
            SearchAttributes = record.SearchAttributes ?? new SearchAttributes(),
            Info = info,
        };
    }

    private IEnumerable<ScheduleEntry> MatchingSchedules(string namespaceName, string query)
    {
        try
        {
            var custom = namespaces.Find(namespaceName)!.SearchAttributes;
            var filter = ListQueryParser.Parse(query, name => name switch
            {
                "ScheduleId" => IndexedValueType.Keyword,
                PausedAttribute => IndexedValueType.Bool,
                _ => SearchAttributeTypes.Settable.TryGetValue(name, out var type) || custom.TryGetValue(name, out type)
                    ? type
                    : null,
            }).Filter;
            return schedules.All(namespaceName).Where(e => ListFilterEvaluator.Matches(filter, AsRun(e.Published)));
        }
        catch (ListQueryException e)
        {
            throw Errors.InvalidArgument(e.Message);
        }
    }

    /// <summary>What a filter sees of a schedule.</summary>
    private static RunState AsRun(ScheduleRecord record)
    {
        var attributes = record.SearchAttributes?.Clone() ?? new SearchAttributes();
        attributes.IndexedFields["ScheduleId"] = KeywordPayload(record.ScheduleId);
        attributes.IndexedFields[PausedAttribute] = new Payload
        {
            Data = ByteString.CopyFromUtf8(record.Schedule.State.Paused ? "true" : "false"),
        };
        return new RunState { SearchAttributes = attributes };
    }
}
