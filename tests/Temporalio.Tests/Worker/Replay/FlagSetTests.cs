using Temporalio.Worker.Replay;

namespace Temporalio.Tests.Worker.Replay;

public class FlagSetTests
{
    [Fact]
    public void All_FlagsOfAnySize_ComeOnceAndInOrder()
    {
        var flags = default(FlagSet);
        Assert.True(flags.IsEmpty);
        foreach (var flag in new uint[] { 64, 3, 0, 63, 3, uint.MaxValue, 64 })
        {
            flags.Add(flag);
        }

        Assert.Equal([0U, 3U, 63U, 64U, uint.MaxValue], flags.All);
        Assert.All(flags.All, f => Assert.True(flags.Contains(f)));
        Assert.False(flags.Contains(1));
        Assert.False(flags.Contains(65));
    }

    [Fact]
    public void Remove_EveryFlag_LeavesAnEmptySet()
    {
        var flags = default(FlagSet);
        flags.Add(5);
        flags.Add(500);
        flags.Remove(5);
        Assert.Equal([500U], flags.All);
        flags.Remove(500);
        flags.Remove(7);
        Assert.True(flags.IsEmpty);
    }
}
