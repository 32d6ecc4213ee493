using Microsoft.Extensions.Time.Testing;
using OpsFlow.Infrastructure.Search;
using OpsFlow.Platform.Store;

namespace OpsFlow.Infrastructure.Tests.Search;

/// <summary>The checks that hold on both engines.</summary>
public abstract class CodeIndexTestBase : IDisposable
{
    private static readonly Dictionary<string, string> s_files = new()
    {
        ["src/Cart.java"] =
            "class Cart {\n  int totalPrice() {\n    return unitPrice * quantity;\n  }\n  void clearItems() { items.clear(); }\n}\n",
        ["src/user_store.py"] = "def load_user(user_id):\n    return cache[user_id]\n",
        ["README.md"] = "A shop with a cart and users.\n",
        ["bad.txt"] = "it's \0 binary",
    };

    private protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Database Open();

    private protected async Task CheckSearchAsync()
    {
        await using var database = Open();
        var index = new CodeIndex(database, TimeProvider.System);
        var stats = await IndexAsync(index, "c1", s_files);
        Assert.Equal((4, 3, 0, 1), (stats.Files, stats.Indexed, stats.Reused, stats.Skipped));

        var hits = await index.SearchAsync("r", "c1", "total price of the cart", 5, default);
        Assert.Equal(
            ("src/Cart.java", "Cart.totalPrice", 2, 4),
            (hits[0].Path, hits[0].Symbol, hits[0].FirstLine, hits[0].LastLine));
        Assert.Equal("load_user", (await index.SearchAsync("r", "c1", "loadUser", 5, default))[0].Symbol);
        Assert.Empty(await index.SearchAsync("r", "c2", "cart", 5, default));
        Assert.Empty(await index.SearchAsync("other", "c1", "cart", 5, default));
        Assert.Empty(await index.SearchAsync("r", "c1", "' OR 1=1 -- ;", 5, default));
        Assert.Empty(await index.SearchAsync("r", "c1", "", 5, default));
    }

    private protected async Task CheckIncrementalAsync()
    {
        await using var database = Open();
        var index = new CodeIndex(database, TimeProvider.System);
        await IndexAsync(index, "c1", s_files);
        var changed = new Dictionary<string, string>(
            s_files) { ["src/user_store.py"] = "def drop_user(user_id):\n    pass\n" };
        var read = new List<string>();

        var second = await IndexAsync(index, "c2", changed, read);
        var again = await IndexAsync(index, "c2", changed, read);

        Assert.Equal((1, 3), (second.Indexed, second.Reused));
        Assert.Equal((0, 4), (again.Indexed, again.Reused));
        Assert.Equal(["src/user_store.py"], read);
        Assert.Equal("drop_user", (await index.SearchAsync("r", "c2", "user", 1, default))[0].Symbol);
        Assert.Equal("load_user", (await index.SearchAsync("r", "c1", "user", 1, default))[0].Symbol);
    }

    private protected async Task CheckGarbageAsync()
    {
        await using var database = Open();
        var clock = new FakeTimeProvider();
        var index = new CodeIndex(database, clock);
        await IndexAsync(index, "c1", s_files);
        clock.Advance(TimeSpan.FromDays(10));
        await IndexAsync(index, "c2", new Dictionary<string, string>(s_files) { ["src/Cart.java"] = "class Cart { }" });
        clock.Advance(TimeSpan.FromDays(10));

        Assert.Equal(1, await index.CollectGarbageAsync(clock.GetUtcNow().AddDays(-1), default));

        Assert.Empty(await index.SearchAsync("r", "c1", "user", 1, default));
        Assert.NotEmpty(await index.SearchAsync("r", "c2", "user", 1, default));
        Assert.Empty(await index.SearchAsync("r", "c2", "totalPrice", 1, default));
    }

    private protected async Task CheckParallelAsync()
    {
        await using var database = Open();
        var index = new CodeIndex(database, TimeProvider.System);
        var many = Enumerable.Range(0, 120)
            .ToDictionary(i => $"src/f{i}.py", i => $"def function_{i}(argument):\n    return argument\n");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => IndexAsync(index, "c1", many))));

        Assert.Equal("function_77", (await index.SearchAsync("r", "c1", "function_77", 1, default))[0].Symbol);
        Assert.Equal(100, (await index.SearchAsync("r", "c1", "argument", 1000, default)).Count + 70);
    }

    private static Task<IndexStats> IndexAsync(
        CodeIndex index,
        string commit,
        Dictionary<string, string> files,
        List<string>? read = null) => index.IndexAsync(
            "r",
            commit,
            [.. files.Select(
                f => new IndexFile(f.Key, string.GetHashCode(f.Value, StringComparison.Ordinal).ToString("x")))],
            path =>
            {
                read?.Add(path);
                return files[path];
            },
            null,
            default);
}
