using OpsFlow.Domain.Conversation.Memory;

namespace OpsFlow.Domain.Tests.Conversation;

public sealed class SummaryPolicyTests
{
    [Theory]
    [InlineData(400_000, 128_000, 272_000, 60_000)]
    [InlineData(1_000_000, 64_000, 936_000, 65_536)]
    [InlineData(8192, 4096, 4096, 1228)]
    [InlineData(4096, 4096, 2048, 614)]
    [InlineData(2048, 65_536, 1024, 307)]
    public void Of_Model_LeavesRoomForTheAnswer(int window, int maxOutput, int trigger, int summary) =>
        Assert.Equal(new SummaryPolicy(trigger, summary), SummaryPolicy.Of(window, maxOutput));

    [Theory]
    [InlineData(10, 10, 0)]
    [InlineData(40, 10, 0)]
    [InlineData(41, 10, 31)]
    [InlineData(30, 100, 20)]
    [InlineData(8, 300, 4)]
    [InlineData(1, 9999, 0)]
    public void Count_Messages_LeavesTheLastOnes(int messages, int tokens, int expected) => Assert.Equal(
        expected, new SummaryPolicy(2048, 300).Count([.. Enumerable.Repeat((long)tokens, messages)], 100));
}
