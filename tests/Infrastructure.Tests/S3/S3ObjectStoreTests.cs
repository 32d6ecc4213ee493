using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using OpsFlow.Infrastructure.S3;

namespace OpsFlow.Infrastructure.Tests.S3;

/// <summary>
/// Against a stand-in that speaks the part of the published protocol that is used, for what is seen only on its side;
/// <see cref="S3ServerTests"/> has a server that others wrote.
/// </summary>
public sealed class S3ObjectStoreTests
{
    [Fact]
    public async Task Objects_WrittenReadDeleted_GoByPathSignedAndWhole()
    {
        var objects = new ConcurrentDictionary<string, (byte[] Bytes, string? Type)>();
        var signed = new ConcurrentQueue<bool>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.Run(async context =>
        {
            signed.Enqueue(context.Request.Headers.Authorization.ToString()
                .StartsWith("AWS4-HMAC-SHA256 Credential=key/", StringComparison.Ordinal));
            var path = context.Request.Path.Value!;
            switch (context.Request.Method)
            {
                case "PUT":
                    using (var body = new MemoryStream())
                    {
                        await context.Request.Body.CopyToAsync(body);
                        objects[path] = (body.ToArray(), context.Request.ContentType);
                    }

                    break;
                case "GET" when context.Request.Query["list-type"] == "2":
                    context.Response.ContentType = "application/xml";
                    await context.Response.WriteAsync(
                        "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false"
                        + "</IsTruncated>"
                        + string.Concat(objects.Keys.Select(k => k["/pictures/".Length..])
                            .Where(k => k.StartsWith(context.Request.Query["prefix"]!, StringComparison.Ordinal))
                            .Select(k => $"<Contents><Key>{k}</Key><Size>1</Size>"
                                + "<LastModified>2026-05-01T00:00:00.000Z</LastModified></Contents>"))
                        + "</ListBucketResult>");
                    break;
                case "GET" when objects.TryGetValue(path, out var found):
                    await context.Response.Body.WriteAsync(found.Bytes);
                    break;
                case "DELETE":
                    objects.TryRemove(path, out _);
                    context.Response.StatusCode = 204;
                    break;
                default:
                    context.Response.StatusCode = 404;
                    context.Response.ContentType = "application/xml";
                    await context.Response.WriteAsync("<Error><Code>NoSuchKey</Code></Error>");
                    break;
            }
        });
        await server.StartAsync();
        using var store = new S3ObjectStore(new()
        {
            Bucket = "pictures", Endpoint = new(server.Urls.First()), AccessKey = "key", SecretKey = "secret",
        });

        await store.WriteAsync("scans/a.jpg", new byte[] { 1, 2, 3 }, "image/jpeg", default);

        Assert.Equal("image/jpeg", objects["/pictures/scans/a.jpg"].Type);
        Assert.Equal([1, 2, 3], await store.ReadAsync("scans/a.jpg", default));
        await store.WriteAsync("else/b.jpg", new byte[] { 1 }, "image/jpeg", default);
        var written = new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(["scans/a.jpg"], await store.ListAsync("scans", written.AddHours(1), default).ToListAsync());
        Assert.Empty(await store.ListAsync("scans", written, default).ToListAsync());
        await store.DeleteAsync("scans/a.jpg", default);
        Assert.Null(await store.ReadAsync("scans/a.jpg", default));
        Assert.All(signed, Assert.True);
    }
}
