using OpsFlow.Api.Platform;

namespace OpsFlow.Api.Tests.Platform;

public sealed class RequestHashTests
{
    [Fact]
    public void Of_TextsDividedOtherwise_AreOthers()
    {
        Assert.Equal(RequestHash.Of("a", null, "b"), RequestHash.Of("a", null, "b"));
        Assert.NotEqual(RequestHash.Of("ab", "c"), RequestHash.Of("a", "bc"));
        Assert.NotEqual(RequestHash.Of("a", null), RequestHash.Of("a", ""));
    }

    [Theory]
    [InlineData("hello", null, "hello", null, true)]
    [InlineData("hello", "p", "hello", "p", true)]
    // Sent again by whoever has the picture no more.
    [InlineData("hello", "p", "hello", null, true)]
    [InlineData("hello", "p", "hello", "q", false)]
    [InlineData("hello", null, "bye", null, false)]
    public void IsSameMessage_WordsAndPicture_AreCompared(
        string kept, string? keptPicture, string sent, string? sentPicture, bool expected) => Assert.Equal(
        expected,
        RequestHash.IsSameMessage(RequestHash.OfMessage(kept, keptPicture), RequestHash.OfMessage(sent, sentPicture)));

    [Fact]
    public void IsSameMessage_NothingKept_TakesAnything() =>
        Assert.True(RequestHash.IsSameMessage(null, RequestHash.OfMessage("hello", null)));
}
