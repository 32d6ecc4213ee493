using OpsFlow.Domain.Waste.Rewards;

namespace OpsFlow.Domain.Tests.Waste.Rewards;

public sealed class NameIdTests
{
    [Fact]
    public void Of_SameNames_IsTheSameVersionFive()
    {
        var id = NameId.Of("user", "scan");

        Assert.Equal(id, NameId.Of("user", "scan"));
        Assert.Equal(5, id.Version);
        Assert.Equal(8, id.Variant & 0xc);
    }

    [Fact]
    public void Of_SameLettersInOtherNames_IsAnother() => Assert.NotEqual(NameId.Of("a", "bc"), NameId.Of("ab", "c"));
}
