using Temporalio.Common;
using Temporalio.Worker.Replay;

namespace Temporalio.Tests.Common;

public class DeterministicRandomTests
{
    [Theory]
    [InlineData(1234, new[] { 1683900913, 1152499422, 853145492 })]
    [InlineData(0, new[] { 540997201, 933034507, 1805853439 })]
    public void Next_KnownSeed_KnownNumbers(int seed, int[] expected)
    {
        var random = new DeterministicRandom((ulong)seed);
        int[] drawn = [random.Next(), random.Next(), random.Next()];
        Assert.Equal(expected, drawn);
    }

    [Fact]
    public void Next_Range_KnownNumbers()
    {
        var random = new DeterministicRandom(1234);
        int[] drawn = [.. Enumerable.Range(0, 6).Select(_ => random.Next(0, 10))];
        Assert.Equal((int[])[7, 5, 1, 3, 0, 9], drawn);
    }

    [Fact]
    public void NextDouble_KnownSeed_KnownNumbers()
    {
        var random = new DeterministicRandom(1234);
        Assert.Equal(0.70204197656925, random.NextDouble(), 14);
        Assert.Equal(0.7491552970690358, random.NextDouble(), 14);
        Assert.Equal(0.254459140625533, random.NextDouble(), 14);
    }

    [Theory]
    [InlineData(1234, "e493bcc8e105b9b3bd7d63893ca4c8bf")]
    [InlineData(0, "a2ec7d4042f20356cd1ae2e9755f84d6")]
    public void NextBytes_KnownSeed_KnownBytes(int seed, string expected)
    {
        var bytes = new byte[16];
        new DeterministicRandom((ulong)seed).NextBytes(bytes);
        Assert.Equal(expected, Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [InlineData("0190f0c5-7c1e-7b6e-9c1a-2f3b4c5d6e7f", 13187073871698532839)]
    [InlineData("run-id", 13183365550469184546)]
    public void SeedOf_RunId_KnownSeed(string runId, ulong expected) =>
        Assert.Equal(expected, RandomSeed.Of(runId));

    [Fact]
    public void Next_EmptyRange_ReturnsMinimumWithoutDrawing()
    {
        var random = new DeterministicRandom(1234);
        Assert.Equal(5, random.Next(5, 5));
        Assert.Equal(1683900913, random.Next());
    }
}
