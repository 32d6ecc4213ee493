using Microsoft.AspNetCore.DataProtection;
using OpsFlow.Platform.Access;

namespace OpsFlow.Platform.Tests.Access;

public sealed class DecisionSealTests
{
    private readonly DecisionSeal _seal = new(new EphemeralDataProtectionProvider());

    [Fact]
    public void IsOf_AnotherPartOrOrderOrKey_IsFalse()
    {
        var seal = _seal.Seal("a-1", "Approve", "hash");

        Assert.True(_seal.IsOf(seal, "a-1", "Approve", "hash"));
        Assert.False(_seal.IsOf(seal, "a-1", "Reject", "hash"));
        Assert.False(_seal.IsOf(seal, "a-1A", "pprove", "hash"));
        Assert.False(_seal.IsOf(seal, "a-1", "Approve", "hash", ""));
        Assert.False(_seal.IsOf(null, "a-1", "Approve", "hash"));
        Assert.False(_seal.IsOf("made up", "a-1", "Approve", "hash"));
        Assert.False(new DecisionSeal(new EphemeralDataProtectionProvider()).IsOf(seal, "a-1", "Approve", "hash"));
    }
}
