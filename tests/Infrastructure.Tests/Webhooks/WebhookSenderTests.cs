using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpsFlow.Infrastructure.Webhooks;
using OpsFlow.Platform.Access;

namespace OpsFlow.Infrastructure.Tests.Webhooks;

/// <summary>Signed calls: taken by who knows the secret, and never sent inside unless that is set.</summary>
public sealed class WebhookSenderTests : IAsyncLifetime
{
    private const string Secret = "whsec_c2VjcmV0LW9mLXRlc3Q=";

    private static readonly byte[] s_body = Encoding.UTF8.GetBytes("""{"type":"chat.done"}""");

    private readonly List<(IHeaderDictionary Headers, byte[] Body)> _calls = [];
    private WebApplication _app = null!;
    private int _status = 200;

    private Uri Url => new(_app.Urls.First() + "/hook");

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/hook", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            _calls.Add((new HeaderDictionary(http.Request.Headers.ToDictionary(h => h.Key, h => h.Value)),
                body.ToArray()));
            http.Response.StatusCode = _status;
            http.Response.Headers.Location = $"{Url}";
        });
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task SendAsync_NetworkThatIsSet_IsCalledWithAStandardSignature()
    {
        using var sender = Sender("127.0.0.0/8");
        Assert.Null((await sender.SendAsync(Url, Secret, "d-1", s_body, default)).Problem);

        var (headers, body) = Assert.Single(_calls);
        Assert.True(WebhookSignature.Verify(Secret, headers, body, DateTimeOffset.UtcNow));
        Assert.False(WebhookSignature.Verify("whsec_b3RoZXI=", headers, body, DateTimeOffset.UtcNow));
        Assert.Equal(("d-1", "application/json"), ($"{headers["webhook-id"]}", $"{headers.ContentType}"));
        Assert.Equal(s_body, body);
    }

    [Fact]
    public async Task SendAsync_InternalAddressThatIsNotSet_IsNotCalled()
    {
        using var none = Sender();
        using var other = Sender("10.99.0.0/16");
        foreach (var sender in new[] { none, other })
        {
            Assert.Equal("not reached", (await sender.SendAsync(Url, Secret, "d", s_body, default)).Problem);
        }

        Assert.Empty(_calls);
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(404, false)]
    [InlineData(410, true)]
    [InlineData(307, false)]
    public async Task SendAsync_NoSuccess_SaysSoAndFollowsNothing(int status, bool isGone)
    {
        _status = status;
        using var sender = Sender("127.0.0.0/8");
        var outcome = await sender.SendAsync(Url, Secret, "d", s_body, default);

        Assert.Equal(($"HTTP {status}", isGone), (outcome.Problem, outcome.IsGone));
        Assert.Single(_calls);
    }

    [Theory]
    [InlineData("https://example.com/x", false, true)]
    [InlineData("http://example.com/x", false, false)]
    [InlineData("http://10.1.2.3/x", true, true)]
    [InlineData("https://user:pw@example.com/", true, false)]
    [InlineData("ftp://example.com/", true, false)]
    [InlineData("file:///etc/passwd", true, false)]
    public void Takes_Address_ByItsScheme(string url, bool hasNetworks, bool isTaken) => Assert.Equal(
        isTaken, new CallbackSettings { Networks = hasNetworks ? ["10.0.0.0/8"] : [] }.Takes(new(url)));

    private static WebhookSender Sender(params string[] networks) =>
        new(new() { Networks = networks }, TimeProvider.System);
}
