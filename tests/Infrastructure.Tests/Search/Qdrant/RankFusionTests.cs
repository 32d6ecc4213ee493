using OpsFlow.Domain.CodeAnalysis.Search;
using OpsFlow.Infrastructure.Search.Qdrant;

namespace OpsFlow.Infrastructure.Tests.Search.Qdrant;

public sealed class RankFusionTests
{
    [Fact]
    public void Fuse_OneHitInBoth_ComesFirstWithTheBestWordScore()
    {
        var fused = RankFusion.Fuse([Hit("a", 9), Hit("b", 6)], [Hit("b", 1), Hit("c", 0.5)], 10);

        Assert.Equal([("b", 9), ("a", 6), ("c", 6)], fused.Select(h => (h.Path, h.Score)));
    }

    [Fact]
    public void Fuse_NoWords_GivesTheVectorsInOrder() =>
        Assert.Equal(
            ["c", "b"], RankFusion.Fuse([], [Hit("c", 1), Hit("b", 0.5), Hit("a", 0.3)], 2).Select(h => h.Path));

    private static CodeHit Hit(string path, double score) => new(path, 1, 2, string.Empty, string.Empty, score);
}
