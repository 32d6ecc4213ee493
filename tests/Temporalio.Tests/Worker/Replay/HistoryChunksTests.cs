using Temporalio.Worker.Replay;

namespace Temporalio.Tests.Worker.Replay;

public class HistoryChunksTests
{
    [Fact]
    public void FindEnd_FirstTask_EndsAtItsStart()
    {
        var events = new HistoryBuilder().Task().Completed().TimerStarted(1).Build();
        Assert.Equal(3, HistoryChunks.FindEnd(events, 0));
        Assert.Equal(events.Count, HistoryChunks.FindEnd(events, 3));
    }

    [Fact]
    public void FindEnd_FailedTask_IsPassedOver()
    {
        var events = new HistoryBuilder().Task().TaskFailed().Signal("s").Task().Completed().TimerStarted(1).Build();
        Assert.Equal(7, HistoryChunks.FindEnd(events, 0));
    }

    [Fact]
    public void FindEnd_CompletionFollowedByTask_IsAHeartbeat()
    {
        var events = new HistoryBuilder().Task().Completed().Task().Completed().LocalMarker(1).Build();
        Assert.Equal(6, HistoryChunks.FindEnd(events, 0));
    }

    [Fact]
    public void FindEnd_CompletionFollowedBySignal_EndsTheChunk()
    {
        var events = new HistoryBuilder().Task().Completed().Signal("s").Task().Completed().Build();
        Assert.Equal(3, HistoryChunks.FindEnd(events, 0));
    }

    [Fact]
    public void FindEnd_UpdateAfterEmptyTask_KeepsTheEmptyTaskApart()
    {
        // The first task did nothing; the update came with the second.
        var events = new HistoryBuilder().Task().Completed().Task().Completed().UpdateAccepted("u", 5).Build();
        Assert.Equal(3, HistoryChunks.FindEnd(events, 0));
        Assert.Equal(6, HistoryChunks.FindEnd(events, 3));
    }
}
