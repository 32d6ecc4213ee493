using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using OpsFlow.Infrastructure.Images;

namespace OpsFlow.Infrastructure.Tests.Images;

public sealed class ImageFetcherTests
{
    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::1]/x")]
    [InlineData("http://10.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    public async Task FetchAsync_RedirectInside_IsRefused(string target)
    {
        await using var server = await ServeAsync(app => app.MapGet("/x", () => Results.Redirect(target)));
        using var fetcher = new ImageFetcher("127.0.0.1");

        var refused = await Assert.ThrowsAsync<ImageException>(() => fetcher.FetchAsync(Url(server), default));
        Assert.Equal("image_url", refused.Code);
    }

    [Fact]
    public async Task FetchAsync_PictureOrTooMuch_IsTakenOrRefused()
    {
        await using var server = await ServeAsync(app =>
        {
            app.MapGet("/x", () => Results.Bytes(new byte[10]));
            app.MapGet("/large", () => Results.Bytes(new byte[ImageGate.MaxBytes + 1]));
        });
        using var fetcher = new ImageFetcher("127.0.0.1");

        Assert.Equal(10, (await fetcher.FetchAsync(Url(server), default)).Length);
        await Assert.ThrowsAsync<ImageException>(
            () => fetcher.FetchAsync(Url(server).Replace("/x", "/large", StringComparison.Ordinal), default));
    }

    [Theory]
    [InlineData("/silent")]
    [InlineData("/dripping")]
    [InlineData("/endless")]
    public async Task FetchAsync_ServerThatTakesItsTime_IsGivenUp(string path)
    {
        using var over = new CancellationTokenSource();
        await using var server = await ServeAsync(app =>
        {
            app.MapGet("/silent", () => Task.Delay(Timeout.Infinite, over.Token));
            // A byte now and then: each is in time, all of them never are.
            app.MapGet("/dripping", async context =>
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(new byte[1], context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(20, context.RequestAborted);
                }
            });
            app.MapGet("/endless", async context =>
            {
                while (true)
                {
                    await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
                }
            });
        });
        using var fetcher = new ImageFetcher("127.0.0.1", TimeSpan.FromMilliseconds(500));

        var refused = await Assert.ThrowsAsync<ImageException>(
            () => fetcher.FetchAsync(Url(server).Replace("/x", path, StringComparison.Ordinal), default)
                .WaitAsync(TimeSpan.FromMinutes(1)));

        Assert.Equal("image_url", refused.Code);
        await over.CancelAsync();
    }

    private static string Url(WebApplication server) => $"{server.Urls.First()}/x";

    private static async Task<WebApplication> ServeAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }
}
