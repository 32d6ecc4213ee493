namespace OpsFlow.Engine.Histories;

/// <summary>What must happen outside the run once the transition is on disk.</summary>
internal enum EffectKind
{
    /// <summary>The workflow task may be handed out.</summary>
    WorkflowTask,

    /// <summary>The activity with this scheduled event id may be handed out.</summary>
    Activity,

    /// <summary>The child with this initiated event id must be started.</summary>
    StartChild,

    /// <summary>The external signal with this initiated event id must be delivered.</summary>
    SignalExternal,

    /// <summary>The external cancellation with this initiated event id must be delivered.</summary>
    CancelExternal,

    /// <summary>The run closed: tell the parent and the children.</summary>
    Closed,

    /// <summary>The update was accepted.</summary>
    UpdateAccepted,

    /// <summary>The update has an outcome; rejected ones too.</summary>
    UpdateCompleted,
}

/// <summary>One effect.</summary>
/// <param name="Kind">What.</param>
/// <param name="EventId">Of which event; 0 = none.</param>
/// <param name="Id">Of which update; null = none.</param>
/// <param name="Data">The update's outcome.</param>
internal readonly record struct Effect(
    EffectKind Kind, long EventId = 0, string? Id = null, Temporalio.Api.Update.V1.Outcome? Data = null);
