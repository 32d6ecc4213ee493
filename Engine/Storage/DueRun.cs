namespace OpsFlow.Engine.Storage;

/// <summary>A run that a fresh process must take up.</summary>
/// <param name="Run">The run.</param>
/// <param name="Due">When it wakes, or <see cref="WorkInHand"/>.</param>
/// <param name="State">Its state, if it was asked for or it has work in hand.</param>
internal sealed record DueRun(Timing.RunRef Run, long Due, byte[]? State)
{
    /// <summary>In place of a time: there is something to do at once.</summary>
    public const long WorkInHand = 1;
}
