using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>
/// Which builds worked on a run, and which may: reset points, the version it is pinned to, an operator's override.
/// </summary>
internal sealed partial class MutableState
{
    private const int MaximumResetPoints = 20;
    private const string PauseAttribute = "TemporalPauseInfo";
    private const string BuildIds = "BuildIds";
    private const string DeploymentAttribute = "TemporalWorkerDeployment";
    private const string VersionAttribute = "TemporalWorkerDeploymentVersion";
    private const string BehaviorAttribute = "TemporalWorkflowVersioningBehavior";

    /// <summary>
    /// How versions are chosen for the run: by the override if there is one, else as its last worker said.
    /// </summary>
    public VersioningBehavior EffectiveBehavior => State.Versioning switch
    {
        { VersioningOverride: { } o } => o.AutoUpgrade ? VersioningBehavior.AutoUpgrade : VersioningBehavior.Pinned,
        { } versioning => versioning.Behavior,
        null => VersioningBehavior.Unspecified,
    };

    /// <summary>The only version that may work on the run; null when the routing decides.</summary>
    public WorkerDeploymentVersion? PinnedVersion => EffectiveBehavior == VersioningBehavior.Pinned
        ? State.Versioning.VersioningOverride?.Pinned?.Version ?? State.Versioning.DeploymentVersion
        : null;

    /// <summary>What a following run or a child on the same queue starts with.</summary>
    public WorkerDeploymentVersion? VersionToInherit(string taskQueue) =>
        taskQueue == State.TaskQueue && State.Versioning?.VersioningOverride is null ? PinnedVersion : null;

    /// <summary>The attributes that a following run takes over: all but those about this run's workers.</summary>
    public static SearchAttributes? AttributesToInherit(SearchAttributes? attributes)
    {
        if (attributes is null)
        {
            return null;
        }

        var inherited = attributes.Clone();
        foreach (var name in new[] { BuildIds, DeploymentAttribute, VersionAttribute, BehaviorAttribute,
            PauseAttribute })
        {
            inherited.IndexedFields.Remove(name);
        }

        return inherited.IndexedFields.Count == 0 ? null : inherited;
    }

    /// <summary>Sets or takes back an operator's choice of version.</summary>
    /// <param name="wanted">The override; null to take it back.</param>
    public void OverrideVersion(VersioningOverride? wanted)
    {
        var updated = NewEvent(EventType.WorkflowExecutionOptionsUpdated);
        updated.WorkerMayIgnore = true;
        updated.WorkflowExecutionOptionsUpdatedEventAttributes = new WorkflowExecutionOptionsUpdatedEventAttributes
        {
            VersioningOverride = wanted,
            UnsetVersioningOverride = wanted is null,
        };
        ApplyOverride(State, wanted);
        RefreshVersionAttributes(false);
        AddExternal(updated);
        ClearSticky();
        if (State.WorkflowTask is { StartedEventId: 0 } waiting)
        {
            // It may be in the queue of a version that is no longer meant.
            UnstickPendingTask();
            Effects.Add(new Effect(EffectKind.WorkflowTask, waiting.ScheduledEventId));
        }
    }

    /// <summary>What an options event does to the state; it may be about something else than the version.</summary>
    public static void ApplyOptions(RunState state, WorkflowExecutionOptionsUpdatedEventAttributes attributes)
    {
        if (attributes.VersioningOverride is not null || attributes.UnsetVersioningOverride)
        {
            ApplyOverride(state, attributes.VersioningOverride);
        }
    }

    /// <summary>What setting or taking back an override does to the state.</summary>
    public static void ApplyOverride(RunState state, VersioningOverride? wanted)
    {
        state.Versioning ??= new WorkflowExecutionVersioningInfo();
        state.Versioning.VersioningOverride = wanted?.Clone();
        if (state.Versioning.VersioningOverride is not { } shown)
        {
            state.WorkerDeploymentName = state.Versioning.DeploymentVersion?.DeploymentName ?? "";
            return;
        }

        // Older readers look at these.
        shown.Behavior = shown.AutoUpgrade ? VersioningBehavior.AutoUpgrade : VersioningBehavior.Pinned;
        if (shown.Pinned?.Version is { } version)
        {
            shown.PinnedVersion = WorkerVersions.Dotted(version);
            state.WorkerDeploymentName = version.DeploymentName;
        }
    }

    private void InheritVersion(StartInput input)
    {
        if (input.InheritedPinnedVersion is { } version)
        {
            State.Versioning = new WorkflowExecutionVersioningInfo
            {
                Behavior = VersioningBehavior.Pinned,
                DeploymentVersion = version,
                Version = WorkerVersions.Dotted(version),
            };
            State.WorkerDeploymentName = version.DeploymentName;
        }

        if (input.VersioningOverride is { } wanted)
        {
            ApplyOverride(State, wanted);
        }

        if (State.Versioning is not null)
        {
            RefreshVersionAttributes(false);
        }
    }

    /// <summary>Notes the worker that completed a task: its version, and the first task of each build.</summary>
    private void NoteCompletion(RespondWorkflowTaskCompletedRequest request, HistoryEvent completed)
    {
        var attributes = completed.WorkflowTaskCompletedEventAttributes;
        var version = WorkerVersions.DeploymentOf(request);
        if (version is not null)
        {
            attributes.VersioningBehavior = request.VersioningBehavior;
            attributes.WorkerDeploymentName = version.DeploymentName;
            attributes.DeploymentVersion = version;
            attributes.WorkerDeploymentVersion = WorkerVersions.Dotted(version);
        }

        ApplyCompletedBy(State, attributes);
        AddResetPoint(State, WorkerVersions.Of(request)?.BuildId ?? "", completed);
        RefreshVersionAttributes(WorkerVersions.Of(request) is null || version is null);
    }

    /// <summary>What a completed task's event says of the run's version.</summary>
    public static void ApplyCompletedBy(RunState state, WorkflowTaskCompletedEventAttributes attributes)
    {
        if (attributes.DeploymentVersion is not { } version)
        {
            if (state.Versioning is { } former)
            {
                // A worker without a version took over.
                former.Behavior = VersioningBehavior.Unspecified;
                former.DeploymentVersion = null;
                former.Version = "";
            }

            return;
        }

        state.Versioning ??= new WorkflowExecutionVersioningInfo();
        state.Versioning.Behavior = attributes.VersioningBehavior;
        state.Versioning.DeploymentVersion = version.Clone();
        state.Versioning.Version = WorkerVersions.Dotted(version);
        state.WorkerDeploymentName = version.DeploymentName;
    }

    /// <summary>Remembers the first task that a build completed.</summary>
    public static void AddResetPoint(RunState state, string buildId, HistoryEvent completed)
    {
        var points = state.ResetPoints ??= new ResetPoints();
        if (points.Points.Any(p => p.BuildId == buildId))
        {
            return;
        }

        if (points.Points.Count == MaximumResetPoints)
        {
            points.Points.RemoveAt(0);
        }

        points.Points.Add(new ResetPointInfo
        {
            BuildId = buildId,
            RunId = state.RunId,
            FirstWorkflowTaskCompletedId = completed.EventId,
            CreateTime = completed.EventTime,
            Resettable = true,
        });
    }

    /// <summary>Keeps the attributes by which runs are found by version.</summary>
    /// <param name="unversioned">A worker without a version did something just now.</param>
    private void RefreshVersionAttributes(bool unversioned)
    {
        if (State.Versioning is null && !unversioned)
        {
            return;
        }

        State.SearchAttributes ??= new SearchAttributes();
        var fields = State.SearchAttributes.IndexedFields;
        string[] builds = PinnedVersion is { } pinned ? [$"pinned:{WorkerVersions.Text(pinned)}"]
            : EffectiveBehavior == VersioningBehavior.Unspecified ? ["unversioned"]
            : [];
        fields[BuildIds] = Attribute("KeywordList", JsonSerializer.Serialize(builds));
        if (State.Versioning is null)
        {
            return;
        }

        fields[DeploymentAttribute] = Keyword(State.WorkerDeploymentName);
        fields[VersionAttribute] = Keyword(
            (PinnedVersion ?? State.Versioning.DeploymentVersion) is { } version ? WorkerVersions.Text(version) : "");
        fields[BehaviorAttribute] = Keyword(
            EffectiveBehavior == VersioningBehavior.Unspecified ? "" : EffectiveBehavior.ToString());
    }

    private static Payload Keyword(string value) => Attribute("Keyword", JsonSerializer.Serialize(value));

    private static Payload Attribute(string type, string json) => new()
    {
        Metadata =
        {
            ["encoding"] = ByteString.CopyFromUtf8("json/plain"),
            ["type"] = ByteString.CopyFromUtf8(type),
        },
        Data = ByteString.CopyFromUtf8(json),
    };
}
