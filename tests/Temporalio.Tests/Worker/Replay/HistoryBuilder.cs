using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Sdk.V1;
using Temporalio.Converters;
using Temporalio.Worker.Replay;

namespace Temporalio.Tests.Worker.Replay;

/// <summary>Writes histories by hand.</summary>
internal sealed class HistoryBuilder
{
    private readonly List<HistoryEvent> _events = [];

    public HistoryBuilder(string workflowType = "Test", long firstEventId = 1)
    {
        NextId = firstEventId;
        if (firstEventId == 1)
        {
            Add(EventType.WorkflowExecutionStarted, e => e.WorkflowExecutionStartedEventAttributes = new()
            {
                WorkflowType = new() { Name = workflowType },
                OriginalExecutionRunId = "run-id",
                Attempt = 1,
            });
        }
    }

    public long NextId { get; private set; }

    public long LastId => NextId - 1;

    public static Payload Json(object value) => DataConverter.Default.PayloadConverter.ToPayload(value);

    public HistoryBuilder Add(EventType type, Action<HistoryEvent> fill)
    {
        var e = new HistoryEvent
        {
            EventId = NextId,
            EventType = type,
            EventTime = Timestamp.FromDateTime(DateTime.UnixEpoch.AddSeconds(NextId)),
        };
        NextId++;
        fill(e);
        _events.Add(e);
        return this;
    }

    public HistoryBuilder Task() => Add(EventType.WorkflowTaskScheduled, e => e.WorkflowTaskScheduledEventAttributes = new())
        .Add(EventType.WorkflowTaskStarted, e => e.WorkflowTaskStartedEventAttributes = new());

    public HistoryBuilder Completed(uint[]? core = null, uint[]? lang = null) => Add(
        EventType.WorkflowTaskCompleted,
        e => e.WorkflowTaskCompletedEventAttributes = new()
        {
            SdkMetadata = new WorkflowTaskCompletedMetadata
            {
                CoreUsedFlags = { core ?? [1, 2, 3] },
                LangUsedFlags = { lang ?? [2] },
                SdkName = "any",
            },
        });

    public HistoryBuilder TaskFailed() => Add(
        EventType.WorkflowTaskFailed, e => e.WorkflowTaskFailedEventAttributes = new());

    public HistoryBuilder Signal(string name, params object[] args) => Add(
        EventType.WorkflowExecutionSignaled,
        e => e.WorkflowExecutionSignaledEventAttributes = new()
        {
            SignalName = name,
            Input = new() { Payloads_ = { args.Select(Json) } },
        });

    public HistoryBuilder TimerStarted(uint seq) => Add(
        EventType.TimerStarted, e => e.TimerStartedEventAttributes = new() { TimerId = $"{seq}" });

    public HistoryBuilder TimerFired(uint seq, long started) => Add(
        EventType.TimerFired, e => e.TimerFiredEventAttributes = new() { TimerId = $"{seq}", StartedEventId = started });

    public HistoryBuilder ActivityScheduled(string id, string type) => Add(
        EventType.ActivityTaskScheduled,
        e => e.ActivityTaskScheduledEventAttributes = new() { ActivityId = id, ActivityType = new() { Name = type } });

    public HistoryBuilder ActivityCompleted(long scheduled, object result) => Add(
        EventType.ActivityTaskCompleted,
        e => e.ActivityTaskCompletedEventAttributes = new()
        {
            ScheduledEventId = scheduled,
            Result = new() { Payloads_ = { Json(result) } },
        });

    public HistoryBuilder Patch(string id, bool deprecated) => Add(
        EventType.MarkerRecorded,
        e => e.MarkerRecordedEventAttributes = new()
        {
            MarkerName = "core_patch",
            Details = { ["patch-data"] = new() { Payloads_ = { Json(new { id, deprecated }) } } },
        });

    public HistoryBuilder VersionAttribute() => Add(
        EventType.UpsertWorkflowSearchAttributes,
        e => e.UpsertWorkflowSearchAttributesEventAttributes = new()
        {
            SearchAttributes = new() { IndexedFields = { ["TemporalChangeVersion"] = Json(new[] { "x" }) } },
        });

    public HistoryBuilder LocalMarker(uint seq, object? result = null, Failure? failure = null) => Add(
        EventType.MarkerRecorded,
        e =>
        {
            e.MarkerRecordedEventAttributes = new()
            {
                MarkerName = "core_local_activity",
                Failure = failure,
                Details =
                {
                    ["data"] = new()
                    {
                        Payloads_ =
                        {
                            Json(new Dictionary<string, object?>
                            {
                                ["seq"] = seq,
                                ["attempt"] = 1,
                                ["activity_id"] = $"{seq}",
                                ["activity_type"] = "Local",
                                ["complete_time"] = new { seconds = 100 + seq, nanos = 0 },
                            }),
                        },
                    },
                },
            };
            if (failure is null)
            {
                e.MarkerRecordedEventAttributes.Details["result"] = new() { Payloads_ = { Json(result ?? "") } };
            }
        });

    public HistoryBuilder UpdateAccepted(string id, long sequencing) => Add(
        EventType.WorkflowExecutionUpdateAccepted,
        e => e.WorkflowExecutionUpdateAcceptedEventAttributes = new()
        {
            ProtocolInstanceId = id,
            AcceptedRequestMessageId = id + "/request",
            AcceptedRequestSequencingEventId = sequencing,
            AcceptedRequest = Request(id),
        });

    public HistoryBuilder UpdateCompleted(string id) => Add(
        EventType.WorkflowExecutionUpdateCompleted,
        e => e.WorkflowExecutionUpdateCompletedEventAttributes = new() { Meta = new() { UpdateId = id } });

    public HistoryBuilder WorkflowCompleted() => Add(
        EventType.WorkflowExecutionCompleted, e => e.WorkflowExecutionCompletedEventAttributes = new());

    public static Temporalio.Api.Update.V1.Request Request(string id) => new()
    {
        Meta = new() { UpdateId = id },
        Input = new() { Name = "Update" },
    };

    public IReadOnlyList<HistoryEvent> Build() => _events;

    public ReplayTask ToTask() => new(_events, [], []);
}
