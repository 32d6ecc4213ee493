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
