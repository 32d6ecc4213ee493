using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Worker.Replay;

/// <summary>Patch markers and the search attribute that lists them.</summary>
internal sealed partial class ReplayCore
{
    private const string PatchMarkerName = "core_patch";
    private const string VersionAttribute = "TemporalChangeVersion";

    /// <summary>A longer list would come near the server's limit for one attribute; then it is left as it is.</summary>
    private const int VersionAttributeLimit = 2048;

    private SortedSet<string>? _patches;
    private HashSet<string>? _notifiedPatches;
    private bool _skipVersionAttribute;

    private SortedSet<string> Patches => _patches ??= new(StringComparer.Ordinal);

    private static (string Id, bool Deprecated)? ReadPatchMarker(MarkerRecordedEventAttributes marker)
    {
        if (marker.Details.TryGetValue("patch-data", out var data) && data.Payloads_ is [var payload, ..])
        {
            using var json = JsonDocument.Parse(payload.Data.Memory);
            return (json.RootElement.GetProperty("id").GetString()!, json.RootElement.GetProperty("deprecated").GetBoolean());
        }

        // What old versions of the official library wrote.
        return marker.Details.TryGetValue("patch_id", out var id) && id.Payloads_ is [var idPayload, ..]
            ? (idPayload.Data.ToStringUtf8(), marker.Details.TryGetValue("deprecated", out var deprecated)
                && deprecated.Payloads_ is [var flag, ..] && flag.Data is [1, ..])
            : null;
    }

    private void PeekPatch(MarkerRecordedEventAttributes marker)
    {
        if (ReadPatchMarker(marker) is { } patch && (_notifiedPatches ??= []).Add(patch.Id))
        {
            _jobs.Add(new ActivationJob.NotifyHasPatch(patch.Id));
        }
    }

    private void SetPatchMarker(WorkflowCommand.SetPatchMarker command)
    {
        if (!Patches.Add(command.PatchId))
        {
            return;
        }

        var proto = NewCommand(CommandType.RecordMarker);
        proto.RecordMarkerCommandAttributes = new RecordMarkerCommandAttributes
        {
            MarkerName = PatchMarkerName,
            Details =
            {
                ["patch-data"] = JsonPayloads(w =>
                {
                    w.WriteString("id", command.PatchId);
                    w.WriteBoolean("deprecated", command.Deprecated);
                }),
            },
        };
        Add(new OutgoingCommand
        {
            Proto = proto,
            Description = $"RecordMarker, patch '{command.PatchId}'",
            Records = EventType.MarkerRecorded,
            Differs = e => e.MarkerRecordedEventAttributes.MarkerName == PatchMarkerName
                && ReadPatchMarker(e.MarkerRecordedEventAttributes) is { } patch
                ? Compare("patch", patch.Id, command.PatchId)
                : $"history has a marker '{e.MarkerRecordedEventAttributes.MarkerName}'",
        });
        if (_flags.TryUse(SdkFlags.UpsertSearchAttributeOnPatch, _replaying))
        {
            UpsertVersionAttribute();
        }
    }

    private void UpsertVersionAttribute()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(Patches);
        if (json.Length >= VersionAttributeLimit)
        {
            return;
        }

        UpsertSearchAttributes(new SearchAttributes
        {
            IndexedFields =
            {
                [VersionAttribute] = new Payload
                {
                    Metadata =
                    {
                        ["encoding"] = ByteString.CopyFromUtf8("json/plain"),
                        ["type"] = ByteString.CopyFromUtf8("KeywordList"),
                    },
                    Data = ByteString.CopyFrom(json),
                },
            },
        });
    }

    /// <summary>
    /// A deprecated patch says that no run needs the old code any more, so its marker may be without a call; the
    /// search attribute that follows it goes with it.
    /// </summary>
    private bool TrySkipPatchEvent(HistoryEvent e)
    {
        if (_skipVersionAttribute)
        {
            _skipVersionAttribute = false;
            if (e.UpsertWorkflowSearchAttributesEventAttributes?.SearchAttributes.IndexedFields
                .ContainsKey(VersionAttribute) == true)
            {
                return true;
            }
        }

        if (e.EventType != EventType.MarkerRecorded
            || e.MarkerRecordedEventAttributes.MarkerName != PatchMarkerName
            || ReadPatchMarker(e.MarkerRecordedEventAttributes) is not { Deprecated: true } patch
            || Patches.Contains(patch.Id))
        {
            return false;
        }

        Patches.Add(patch.Id);
        _skipVersionAttribute = true;
        return true;
    }

    private static Payloads JsonPayloads(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return new Payloads
        {
            Payloads_ =
            {
                new Payload
                {
                    Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
                    Data = ByteString.CopyFrom(stream.GetBuffer(), 0, (int)stream.Length),
                },
            },
        };
    }
}
