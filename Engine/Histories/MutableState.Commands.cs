using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>Commands about markers and the run's own attributes, and what all commands are checked for.</summary>
internal sealed partial class MutableState
{
    private void RecordMarker(Command command, Completion completion)
    {
        var attributes = command.RecordMarkerCommandAttributes;
        CheckId(
            attributes?.MarkerName ?? "", "MarkerName", "RecordMarkerCommand",
            WorkflowTaskFailedCause.BadRecordMarkerAttributes, completion);
        CheckSize(attributes, "RecordMarkerCommandAttributes.Details", completion);
        var recorded = NewEvent(EventType.MarkerRecorded);
        SetMetadata(recorded, command);
        recorded.MarkerRecordedEventAttributes = new MarkerRecordedEventAttributes
        {
            MarkerName = attributes!.MarkerName,
            WorkflowTaskCompletedEventId = completion.EventId,
            Header = attributes.Header,
            Failure = attributes.Failure,
        };
        recorded.MarkerRecordedEventAttributes.Details.Add(attributes.Details);
        Add(recorded);
    }

    private void UpsertSearchAttributes(Command command, Completion completion)
    {
        var upserted = command.UpsertWorkflowSearchAttributesCommandAttributes?.SearchAttributes;
        if (upserted is null || upserted.IndexedFields.Count == 0)
        {
            throw new CommandException(
                WorkflowTaskFailedCause.BadSearchAttributes,
                "IndexedFields is not set on UpsertWorkflowSearchAttributesCommand.");
        }

        if (completion.Rules.CheckSearchAttributes(upserted) is { } error)
        {
            throw new CommandException(WorkflowTaskFailedCause.BadSearchAttributes, error);
        }

        var written = NewEvent(EventType.UpsertWorkflowSearchAttributes);
        written.UpsertWorkflowSearchAttributesEventAttributes = new UpsertWorkflowSearchAttributesEventAttributes
        {
            WorkflowTaskCompletedEventId = completion.EventId,
            SearchAttributes = upserted,
        };
        Add(written);
        State.SearchAttributes ??= new SearchAttributes();
        Merge(State.SearchAttributes.IndexedFields, upserted.IndexedFields);
    }

    private void ModifyProperties(Command command, Completion completion)
    {
        var memo = command.ModifyWorkflowPropertiesCommandAttributes?.UpsertedMemo;
        CheckSize(memo, "ModifyWorkflowPropertiesCommandAttributes.UpsertedMemo", completion);
        var written = NewEvent(EventType.WorkflowPropertiesModified);
        written.WorkflowPropertiesModifiedEventAttributes = new WorkflowPropertiesModifiedEventAttributes
        {
            WorkflowTaskCompletedEventId = completion.EventId,
            UpsertedMemo = memo,
        };
        Add(written);
        if (memo is not null)
        {
            State.Memo ??= new Memo();
            Merge(State.Memo.Fields, memo.Fields);
        }
    }

    public static void Merge(
        Google.Protobuf.Collections.MapField<string, Payload> into,
        Google.Protobuf.Collections.MapField<string, Payload> values)
    {
        foreach (var (key, value) in values)
        {
            if (IsUnset(value))
            {
                into.Remove(key);
            }
            else
            {
                into[key] = value;
            }
        }
    }

    /// <summary>A null, or an empty list, takes the key away.</summary>
    private static bool IsUnset(Payload value) =>
        value.Data.IsEmpty
        || (value.Metadata.TryGetValue("encoding", out var encoding)
            && (encoding.ToStringUtf8() == "binary/null"
                || (encoding.ToStringUtf8() == "json/plain" && value.Data.ToStringUtf8() is "null" or "[]")));

    private static void SetMetadata(HistoryEvent historyEvent, Command command)
    {
        historyEvent.UserMetadata = command.UserMetadata;
        if (command.EventGroupMarkers.Count > 0)
        {
            historyEvent.EventGroupMarkers.Add(command.EventGroupMarkers);
        }
    }

    private static void CheckId(
        string id, string field, string command, WorkflowTaskFailedCause cause, Completion completion)
    {
        if (id.Length == 0)
        {
            throw new CommandException(cause, $"{field} is not set on {command}.");
        }

        if (id.Length > completion.Rules.MaximumIdLength)
        {
            throw new CommandException(cause, $"{field} on {command} exceeds length limit.");
        }
    }
}
