using System.Text.Json;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Worker.Replay;

/// <summary>Activities that run in this worker; a marker in history keeps how each ended.</summary>
internal sealed partial class ReplayCore
{
    private LazyMap<uint, LocalActivityState> _locals = new();
    private readonly List<LocalActivityMarker> _localMarkers = [];

    /// <summary>Whether a local activity of a new task is still to end.</summary>
    public bool HasPendingLocalActivities => !_replaying && _locals.Values.Any(l => !l.Resolved);

    /// <summary>The local activities to run now; each is handed out once.</summary>
    /// <returns>The requests.</returns>
    public IReadOnlyList<LocalActivityRequest> TakeLocalActivityRequests()
    {
        if (_replaying)
        {
            // History may still tell how they ended.
            return [];
        }

        var requests = new List<LocalActivityRequest>();
        foreach (var local in _locals.Values.Where(l => !l.HandedOut && !l.Resolved))
        {
            local.HandedOut = true;
            requests.Add(local.Request);
        }

        return requests;
    }

    /// <summary>Takes in how a local activity ended in this worker; there is a step to take afterwards.</summary>
    /// <param name="seq">Its number.</param>
    /// <param name="resolution">How it ended.</param>
    /// <param name="attempt">The last attempt.</param>
    /// <param name="elapsed">How long it ran.</param>
    public void ResolveLocalActivity(uint seq, Resolution resolution, int attempt, TimeSpan elapsed)
    {
        if (!_locals.TryGetValue(seq, out var local) || local.Resolved)
        {
            return;
        }

        var completed = _time + elapsed;
        var scheduled = resolution.Backoff?.OriginalScheduleTime ?? local.Request.OriginalScheduleTime ?? _time;
        AdvanceTime(completed);
        Add(MarkerCommand(local.Request, resolution, attempt, completed, scheduled));
        Resolve(local, resolution);
    }

    private void ScheduleLocalActivity(LocalActivityRequest request) =>
        _locals[request.Seq] = new LocalActivityState(request);

    /// <summary>The local activities that the workflow cancelled and whose work should stop.</summary>
    public event Action<uint>? LocalActivityCancelled;

    private void CancelLocalActivity(uint seq)
    {
        if (!_locals.TryGetValue(seq, out var local) || local.Resolved || _replaying)
        {
            return;
        }

        LocalActivityCancelled?.Invoke(seq);
        if (local.Request.CancellationType != ActivityCancellationType.WaitCancellationCompleted || !local.HandedOut)
        {
            ResolveLocalActivity(
                seq, new(Failure: FailureMaker.Canceled("Activity cancelled")), local.Request.Attempt, TimeSpan.Zero);
        }
    }

    private void PeekMarker(HistoryEvent e)
    {
        var marker = e.MarkerRecordedEventAttributes;
        if (marker.MarkerName == PatchMarkerName)
        {
            PeekPatch(marker);
        }
        else if (marker.MarkerName == LocalActivityMarker.Name)
        {
            _localMarkers.Add(ReadLocalMarker(e));
        }
    }

    /// <summary>Resolves one scheduled local activity from history, in the order in which they ended.</summary>
    private bool TakeLocalResolutionFromHistory()
    {
        for (var i = 0; i < _localMarkers.Count; i++)
        {
            var marker = _localMarkers[i];
            if (!_locals.TryGetValue(marker.Seq, out var local) || local.Resolved)
            {
                continue;
            }

            _localMarkers.RemoveAt(i);
            local.ResolvedByHistory = true;
            if (marker.CompleteTime is { } time)
            {
                AdvanceTime(time);
            }

            Resolve(local, marker.Resolution);
            return true;
        }

        return false;
    }

    private void Resolve(LocalActivityState local, Resolution resolution)
    {
        local.Resolved = true;
        _jobs.Add(new ActivationJob.ResolveLocalActivity(local.Request.Seq, Wrap(local.Request, resolution)));
    }

    private bool TryApplyLocalActivityMarker(HistoryEvent e)
    {
        if (e.MarkerRecordedEventAttributes?.MarkerName != LocalActivityMarker.Name)
        {
            return false;
        }

        var marker = ReadLocalMarker(e);
        if (!_locals.TryGetValue(marker.Seq, out var local))
        {
            throw Nondeterminism(e, null, $"the workflow code ran no local activity number {marker.Seq}");
        }

        if ((Compare("id", marker.ActivityId, local.Request.ActivityId)
            ?? Compare("type", marker.ActivityType, local.Request.ActivityType)) is { } difference)
        {
            throw Nondeterminism(e, null, $"of local activity number {marker.Seq}, {difference}");
        }

        _locals.Remove(marker.Seq);
        return local.ResolvedByHistory;
    }

    /// <summary>The marker keeps the bare failure; the workflow sees it as that of an activity.</summary>
    private static Resolution Wrap(LocalActivityRequest request, Resolution resolution)
    {
        if (resolution.Failure is not { } failure
            || failure.FailureInfoCase == Failure.FailureInfoOneofCase.ActivityFailureInfo)
        {
            return resolution;
        }

        var (message, state) = failure.FailureInfoCase switch
        {
            Failure.FailureInfoOneofCase.CanceledFailureInfo => ("Local Activity cancelled", RetryState.CancelRequested),
            Failure.FailureInfoOneofCase.TimeoutFailureInfo => ("Local Activity timed out", RetryState.CancelRequested),
            _ => ("Activity task failed", RetryState.MaximumAttemptsReached),
        };
        return resolution with
        {
            Failure = FailureMaker.Activity(message, failure, request.ActivityId, request.ActivityType, state),
        };
    }

    private static OutgoingCommand MarkerCommand(
        LocalActivityRequest request, Resolution resolution, int attempt, DateTime completed, DateTime scheduled)
    {
        var proto = NewCommand(CommandType.RecordMarker, request.Metadata);
        proto.RecordMarkerCommandAttributes = new RecordMarkerCommandAttributes
        {
            MarkerName = LocalActivityMarker.Name,
            Failure = resolution.Failure,
            Details =
            {
                ["data"] = JsonPayloads(w =>
                {
                    w.WriteNumber("seq", request.Seq);
                    w.WriteNumber("attempt", attempt);
                    w.WriteString("activity_id", request.ActivityId);
                    w.WriteString("activity_type", request.ActivityType);
                    WriteTime(w, "complete_time", completed);
                    WriteDuration(w, "backoff", resolution.Backoff?.Duration);
                    WriteTime(w, "original_schedule_time", scheduled);
                }),
            },
        };
        if (resolution.Failure is null && resolution.Backoff is null)
        {
            proto.RecordMarkerCommandAttributes.Details["result"] =
                new Payloads { Payloads_ = { resolution.Result ?? new Payload() } };
        }

        return new OutgoingCommand
        {
            Proto = proto,
            Description = $"RecordMarker, local activity {request.Seq}, type '{request.ActivityType}'",
            Records = EventType.MarkerRecorded,
        };
    }

    private static LocalActivityMarker ReadLocalMarker(HistoryEvent e)
    {
        var marker = e.MarkerRecordedEventAttributes;
        if (!marker.Details.TryGetValue("data", out var data) || data.Payloads_ is not [var payload, ..])
        {
            throw new WorkflowNondeterminismException(
                $"[TMPRL1100] Nondeterminism error: event {e.EventId} is a local activity marker without data");
        }

        using var json = JsonDocument.Parse(payload.Data.Memory);
        var root = json.RootElement;
        var attempt = root.TryGetProperty("attempt", out var a) ? a.GetInt32() : 1;
        var backoff = ReadDuration(root, "backoff");
        var resolution = backoff is { } duration
            ? new Resolution(
                Failure: null,
                Backoff: new LocalBackoff(attempt + 1, duration, ReadTime(root, "original_schedule_time") ?? default))
            : marker.Failure is { } failure
                ? new Resolution(Failure: failure)
                : new Resolution(marker.Details.TryGetValue("result", out var result)
                    ? result.Payloads_.FirstOrDefault()
                    : null);
        return new LocalActivityMarker(
            root.GetProperty("seq").GetUInt32(),
            attempt,
            root.GetProperty("activity_id").GetString() ?? "",
            root.GetProperty("activity_type").GetString() ?? "",
            ReadTime(root, "complete_time"),
            resolution);
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTime? time)
    {
        if (time is not { } value)
        {
            writer.WriteNull(name);
            return;
        }

        var ticks = value.Ticks - DateTime.UnixEpoch.Ticks;
        writer.WriteStartObject(name);
        writer.WriteNumber("seconds", ticks / TimeSpan.TicksPerSecond);
        writer.WriteNumber("nanos", (int)(ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
        writer.WriteEndObject();
    }

    private static void WriteDuration(Utf8JsonWriter writer, string name, TimeSpan? duration)
    {
        if (duration is not { } value)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteNumber("seconds", value.Ticks / TimeSpan.TicksPerSecond);
        writer.WriteNumber("nanos", (int)(value.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
        writer.WriteEndObject();
    }

    private static DateTime? ReadTime(JsonElement root, string name) =>
        ReadDuration(root, name) is { } sinceEpoch ? DateTime.UnixEpoch + sinceEpoch : null;

    private static TimeSpan? ReadDuration(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? TimeSpan.FromSeconds(value.GetProperty("seconds").GetInt64())
                + TimeSpan.FromTicks(value.GetProperty("nanos").GetInt32() / TimeSpan.NanosecondsPerTick)
            : null;
}
