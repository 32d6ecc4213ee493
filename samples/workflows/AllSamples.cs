namespace Samples.Workflows;

/// <summary>Every sample.</summary>
public static class AllSamples
{
    /// <summary>In the order in which they are best read.</summary>
    public static IReadOnlyList<ISample> List { get; } =
    [
        new HelloActivity.HelloActivitySample(),
        new Saga.SagaSample(),
        new Polling.PollingSample(),
        new Approval.ApprovalSample(),
        new Entity.EntitySample(),
        new FanOut.FanOutSample(),
        new ChildSweep.ChildSweepSample(),
        new Scheduled.ScheduledSample(),
        new ShoppingCart.ShoppingCartSample(),
        new Locking.LockingSample(),
    ];
}
