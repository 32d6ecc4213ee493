using System.Net;
using Amazon.S3;
using Microsoft.AspNetCore.DataProtection;
using OpsFlow.Platform.Objects;

namespace OpsFlow.Infrastructure.Tests.S3;

/// <summary>Against a server of the protocol that others wrote.</summary>
public sealed class S3ServerTests(S3Server server) : IClassFixture<S3Server>
{
    private static readonly TimeSpan s_while = TimeSpan.FromHours(1);

    [RequiresFact(Counterparts.S3)]
    public async Task Objects_InABucket_AreWrittenReadListedAndDeleted()
    {
        using var store = server.Open();
        var picture = new byte[300_000];
        new Random(7).NextBytes(picture);
        await store.WriteAsync("scans/a-1.jpg", new byte[] { 1 }, "image/jpeg", default);
        await store.WriteAsync("scans/a-1.jpg", picture, "image/jpeg", default);
        await store.WriteAsync("scans/b-2.jpg", new byte[] { 2 }, "image/jpeg", default);
        await store.WriteAsync("chat/c-3.jpg", new byte[] { 3 }, "image/jpeg", default);

        // The later one of a key counts.
        Assert.Equal(picture, await store.ReadAsync("scans/a-1.jpg", default));
        var now = DateTimeOffset.UtcNow;
        Assert.Equal(
            ["scans/a-1.jpg", "scans/b-2.jpg"],
            (await store.ListAsync("scans", now + s_while, default).ToListAsync()).Order());
        Assert.Empty(await store.ListAsync("scans", now - s_while, default).ToListAsync());
        Assert.Empty(await store.ListAsync("else", now + s_while, default).ToListAsync());

        await store.DeleteAsync("scans/a-1.jpg", default);
        // Again, as after a kill: what is not there is deleted.
        await store.DeleteAsync("scans/a-1.jpg", default);
        Assert.Null(await store.ReadAsync("scans/a-1.jpg", default));
        Assert.Equal(["scans/b-2.jpg"], await store.ListAsync("scans", now + s_while, default).ToListAsync());
    }

    [RequiresFact(Counterparts.S3)]
    public async Task Links_OfObjectsInABucket_OpenThemUntilTheyEnd()
    {
        using var store = server.Open();
        await store.WriteAsync("links/a.jpg", new byte[] { 1, 2 }, "image/jpeg", default);
        var links = new ObjectLinks(new EphemeralDataProtectionProvider());

        var open = links.Open(TokenOf(links.PathOf("links/a.jpg", "image/jpeg", s_while)))!.Value;
        Assert.Equal("image/jpeg", open.ContentType);
        Assert.Equal([1, 2], await store.ReadAsync(open.Key, default));
        Assert.Null(links.Open(TokenOf(links.PathOf("links/a.jpg", "image/jpeg", TimeSpan.FromSeconds(-1)))));
        // A link of another deployment is none.
        Assert.Null(new ObjectLinks(new EphemeralDataProtectionProvider()).Open(
            TokenOf(links.PathOf("links/a.jpg", "image/jpeg", s_while))));

        static string TokenOf(string path) => path[(path.LastIndexOf('/') + 1)..];
    }

    [RequiresFact(Counterparts.S3)]
    public async Task WriteAsync_KeyThatTheServerDoesNotKnow_IsRefused()
    {
        using var store = server.Open("other");

        var refusal = await Assert.ThrowsAsync<AmazonS3Exception>(
            () => store.WriteAsync("scans/d-4.jpg", new byte[] { 4 }, "image/jpeg", default));

        Assert.Equal(HttpStatusCode.Forbidden, refusal.StatusCode);
    }
}
