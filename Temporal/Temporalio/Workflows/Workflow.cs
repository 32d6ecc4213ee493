using Microsoft.Extensions.Logging;
using Temporalio.Common;
using Temporalio.Converters;

namespace Temporalio.Workflows;

/// <summary>Everything that workflow code may do to the world outside, and what it may know of it.</summary>
public static partial class Workflow
{
    /// <summary>Whether no signal or update handler is running; good to wait for before the end.</summary>
    public static bool AllHandlersFinished => Context.AllHandlersFinished;

    /// <summary>Cancelled when the workflow's cancellation is requested.</summary>
    public static CancellationToken CancellationToken => Context.CancellationToken;

    /// <summary>Whether the server suggests to continue as new.</summary>
    public static bool ContinueAsNewSuggested => Context.ContinueAsNewSuggested;

    /// <summary>Why the server suggests to continue as new.</summary>
    public static IReadOnlyCollection<SuggestContinueAsNewReason> SuggestedContinueAsNewReasons =>
        Context.SuggestedContinueAsNewReasons;

    /// <summary>Whether the worker version to run on has changed.</summary>
    public static bool TargetWorkerDeploymentVersionChanged => Context.TargetWorkerDeploymentVersionChanged;

    /// <summary>The worker version that ran or runs the current task, if any.</summary>
    public static WorkerDeploymentVersion? CurrentDeploymentVersion => Context.CurrentDeploymentVersion;

    /// <summary>Text in Markdown for user interfaces, which may be changed at any time.</summary>
    public static string CurrentDetails
    {
        get => Context.CurrentDetails;
        set => Context.CurrentDetails = value;
    }

    /// <summary>The number of events up to the current task.</summary>
    public static int CurrentHistoryLength => Context.CurrentHistoryLength;

    /// <summary>The size in bytes of the events up to the current task.</summary>
    public static int CurrentHistorySize => Context.CurrentHistorySize;

    /// <summary>The update whose handler or validator runs, null outside.</summary>
    public static WorkflowUpdateInfo? CurrentUpdateInfo => Context.CurrentUpdateInfo;

    /// <summary>The handler of queries without one of their own.</summary>
    public static WorkflowQueryDefinition? DynamicQuery
    {
        get => Context.DynamicQuery;
        set => Context.DynamicQuery = value;
    }

    /// <summary>The handler of signals without one of their own; setting it delivers every waiting signal.</summary>
    public static WorkflowSignalDefinition? DynamicSignal
    {
        get => Context.DynamicSignal;
        set => Context.DynamicSignal = value;
    }

    /// <summary>The handler of updates without one of their own.</summary>
    public static WorkflowUpdateDefinition? DynamicUpdate
    {
        get => Context.DynamicUpdate;
        set => Context.DynamicUpdate = value;
    }

    /// <summary>What is known of the run from its start.</summary>
    public static WorkflowInfo Info => Context.Info;

    /// <summary>The workflow object.</summary>
    public static object Instance => Context.Instance;

    /// <summary>Whether the current code is workflow code.</summary>
    public static bool InWorkflow => CurrentContext is not null;

    /// <summary>A logger that is silent on replay and knows the run.</summary>
    public static ILogger Logger => Context.Logger;

    /// <summary>Makes metrics that know the workflow and are silent on replay.</summary>
    public static MetricMeter MetricMeter => Context.MetricMeter;

    /// <summary>The memo.</summary>
    public static IReadOnlyDictionary<string, IRawValue> Memo => Context.Memo;

    /// <summary>The payload converter of the run.</summary>
    public static IPayloadConverter PayloadConverter => Context.PayloadConverter;

    /// <summary>The query handlers; may be changed.</summary>
    public static IDictionary<string, WorkflowQueryDefinition> Queries => Context.Queries;

    /// <summary>Random numbers that are the same on replay.</summary>
    public static DeterministicRandom Random => Context.Random;

    /// <summary>The signal handlers; adding one delivers the waiting signals of its name.</summary>
    public static IDictionary<string, WorkflowSignalDefinition> Signals => Context.Signals;

    /// <summary>The search attributes.</summary>
    public static SearchAttributeCollection TypedSearchAttributes => Context.TypedSearchAttributes;

    /// <summary>The update handlers; may be changed.</summary>
    public static IDictionary<string, WorkflowUpdateDefinition> Updates => Context.Updates;

    /// <summary>The time, the same on replay; it stands still within a task.</summary>
    public static DateTime UtcNow => Context.UtcNow;

    /// <summary>Stands in for the scheduler where workflow code runs outside of a task, as conditions do.</summary>
    internal static AsyncLocal<IWorkflowContext?> OverrideContext { get; } = new();

    private static IWorkflowContext? CurrentContext =>
        TaskScheduler.Current as IWorkflowContext ?? OverrideContext.Value;

    private static IWorkflowContext Context => CurrentContext
        ?? throw new InvalidOperationException("Not in workflow");

    /// <summary>Makes a random id that is the same on replay.</summary>
    /// <returns>The id.</returns>
    public static Guid NewGuid()
    {
        var bytes = new byte[16];
        Random.NextBytes(bytes);
        // Version 4, variant 1; the version is in the high byte of a little-endian field.
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    /// <summary>Whether to run the new code of a patch: in new runs and in those that ran it before.</summary>
    /// <param name="patchId">The patch.</param>
    /// <returns>True for the new code.</returns>
    public static bool Patched(string patchId) => Context.Patch(patchId, false);

    /// <summary>Says that no run needs the old code of a patch any more.</summary>
    /// <param name="patchId">The patch.</param>
    public static void DeprecatePatch(string patchId) => Context.Patch(patchId, true);

    /// <summary>Changes the memo.</summary>
    /// <param name="updates">The changes; at least one, each key once.</param>
    public static void UpsertMemo(params MemoUpdate[] updates) => Context.UpsertMemo(updates);

    /// <summary>Changes search attributes.</summary>
    /// <param name="updates">The changes; at least one, each key once.</param>
    public static void UpsertTypedSearchAttributes(params SearchAttributeUpdate[] updates) =>
        Context.UpsertTypedSearchAttributes(updates);

    /// <summary>What workflow code should rather not use.</summary>
    public static class Unsafe
    {
        /// <summary>Whether the current step repeats what is in history; code must not depend on it.</summary>
        public static bool IsReplaying => Context.IsReplaying;

        /// <summary>As <see cref="IsReplaying"/>, but false in queries and update validators.</summary>
        public static bool IsReplayingHistoryEvents => Context.IsReplayingHistoryEvents;

        /// <summary>Runs code without the check for foreign task schedulers.</summary>
        /// <typeparam name="T">The result type.</typeparam>
        /// <param name="fn">The code; it must not do anything to the workflow.</param>
        /// <returns>Its result.</returns>
        public static T WithTracingEventListenerDisabled<T>(Func<T> fn) =>
            Context.WithTracingEventListenerDisabled(fn);

        /// <summary>Runs code without the check for foreign task schedulers.</summary>
        /// <param name="fn">The code; it must not do anything to the workflow.</param>
        public static void WithTracingEventListenerDisabled(Action fn) =>
            Context.WithTracingEventListenerDisabled(() =>
            {
                fn();
                return 0;
            });
    }
}
