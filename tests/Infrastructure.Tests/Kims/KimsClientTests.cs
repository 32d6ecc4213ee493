using System.Net;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Infrastructure.Kims;

namespace OpsFlow.Infrastructure.Tests.Kims;

public sealed class KimsClientTests
{
    private static readonly KimsOptions s_options = new() { Url = new Uri("http://kims.example/api/") };

    [Fact]
    public async Task FindAsync_Answer_IsRead()
    {
        var (client, handler) = Client(HttpStatusCode.OK,
            """
            {"table":"KIMS","version":"7","interactions":[{"a":"warfarin","b":"aspirin","severity":"major",
            "effect":{"ko":"출혈"},"advice":{"ko":"피하십시오"}}]}
            """);

        var (version, facts) = await client.FindAsync([("aspirin", "warfarin")], default);

        Assert.Equal("7", version);
        Assert.Equal(("warfarin", "aspirin", "major"), (facts[0].A, facts[0].B, facts[0].Severity));
        Assert.Equal(["POST /api/interactions"], handler.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "{}")]
    [InlineData(HttpStatusCode.OK, "")]
    [InlineData(HttpStatusCode.OK, "{}")]
    [InlineData(HttpStatusCode.OK, "<html>")]
    [InlineData(HttpStatusCode.OK, """{"table":"KIMS","version":"7"}""")]
    [InlineData(HttpStatusCode.OK, """{"table":"KIMS","interactions":[]}""")]
    public async Task FindAsync_AnswerOfNoUse_IsAFailureAndNeverNothingFound(HttpStatusCode status, string body) =>
        await Assert.ThrowsAsync<KimsException>(() => Client(status, body).Client.FindAsync([("a", "b")], default));

    [Fact]
    public async Task ReadVersionAsync_NoAnswer_IsGivenUpAfterFiveSeconds()
    {
        var time = new FakeTimeProvider();
        var asking = new KimsClient(new HttpClient(new HangingHandler()), s_options, time).ReadVersionAsync(default);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(asking.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Contains("5 s", (await Assert.ThrowsAsync<KimsException>(() => asking)).Message);
    }

    [Fact]
    public void IsConfigured_WithoutAddress_IsFalse() =>
        Assert.False(new KimsClient(new HttpClient(), new KimsOptions(), TimeProvider.System).IsConfigured);

    private static (KimsClient Client, ScriptedHandler Handler) Client(HttpStatusCode status, string body)
    {
        var handler = new ScriptedHandler(_ => ScriptedHandler.Json(status, body));
        return (new(new HttpClient(handler), s_options, TimeProvider.System), handler);
    }
}
