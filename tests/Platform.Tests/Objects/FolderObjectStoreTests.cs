using OpsFlow.Platform.Objects;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Objects;

public sealed class FolderObjectStoreTests
{
    [Fact]
    public async Task Objects_WrittenReadDeleted_AreThereAndGone()
    {
        using var folder = new TempFolder();
        var store = new FolderObjectStore(folder.Path);

        Assert.Null(await store.ReadAsync("scans/a.jpg", default));
        await store.WriteAsync("scans/a.jpg", new byte[] { 1 }, "image/jpeg", default);
        await store.WriteAsync("scans/a.jpg", new byte[] { 2 }, "image/jpeg", default);
        Assert.Equal([2], await store.ReadAsync("scans/a.jpg", default));
        await store.DeleteAsync("scans/a.jpg", default);
        await store.DeleteAsync("scans/a.jpg", default);
        Assert.Null(await store.ReadAsync("scans/a.jpg", default));
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "scans")));
    }

    [Fact]
    public async Task ListAsync_OldAndNew_TellsTheOldOnesOfTheFolder()
    {
        using var folder = new TempFolder();
        var store = new FolderObjectStore(folder.Path);
        Assert.Empty(await store.ListAsync("scans", DateTimeOffset.MaxValue, default).ToListAsync());
        foreach (var key in new[] { "scans/a.jpg", "scans/b/c.jpg.1.part", "scans/new.jpg", "else/d.jpg" })
        {
            await store.WriteAsync(key, new byte[] { 1 }, "image/jpeg", default);
            if (key != "scans/new.jpg")
            {
                File.SetLastWriteTimeUtc(Path.Combine(folder.Path, key), DateTime.UtcNow.AddDays(-2));
            }
        }

        var listed = await store.ListAsync("scans", DateTimeOffset.UtcNow.AddDays(-1), default).ToListAsync();
        Assert.Equal(["scans/a.jpg", "scans/b/c.jpg.1.part"], listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/..")]
    [InlineData("")]
    public async Task WriteAsync_KeyThatLeadsOut_IsRefused(string key)
    {
        using var folder = new TempFolder();

        await Assert.ThrowsAsync<ArgumentException>(
            () => new FolderObjectStore(folder.Path).WriteAsync(key, new byte[] { 1 }, "x/y", default));
    }
}
