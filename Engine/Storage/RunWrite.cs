using Google.Protobuf;
using OpsFlow.Engine.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Storage;

/// <summary>What one run adds to the database in one transaction.</summary>
internal readonly struct RunWrite
{
    public RunWrite(long runKey, bool isNew, MutableState run)
    {
        RunKey = runKey;
        IsNew = isNew;
        var state = run.State;
        (State, var events) = run.Save();
        if (events.Count > 0)
        {
            FirstEventId = events[0].EventId;
            var batch = new History();
            batch.Events.AddRange(events);
            Events = batch.ToByteArray();
        }

        Namespace = state.Namespace;
        WorkflowId = state.WorkflowId;
        RunId = state.RunId;
        WorkflowType = state.WorkflowType;
        Status = (int)state.Status;
        StartTime = state.StartTime;
        CloseTime = state.CloseTime;
        Pending = state.Status == WorkflowExecutionStatus.Running || state.CloseWorkPending;
        Due = DueOf(run);
    }

    public long RunKey { get; }

    public bool IsNew { get; }

    public ByteString State { get; }

    public long FirstEventId { get; }

    public byte[]? Events { get; }

    public string Namespace { get; }

    public string WorkflowId { get; }

    public string RunId { get; }

    public string WorkflowType { get; }

    public int Status { get; }

    public long StartTime { get; }

    public long CloseTime { get; }

    public bool Pending { get; }

    /// <summary>The column of that name, see <see cref="Schema"/>.</summary>
    public long Due { get; }

    /// <summary>What a fresh process must know of a run.</summary>
    public static long DueOf(MutableState run) => run.HasOutstandingEffects ? DueRun.WorkInHand : run.NextWakeTime();
}
