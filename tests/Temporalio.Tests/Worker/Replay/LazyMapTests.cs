using Temporalio.Worker.Replay;

namespace Temporalio.Tests.Worker.Replay;

public class LazyMapTests
{
    [Fact]
    public void Map_BeforeItsFirstEntry_IsEmpty()
    {
        var map = new LazyMap<int, string>();
        Assert.Equal(0, map.Count);
        Assert.Empty(map.Values);
        Assert.False(map.ContainsKey(1));
        Assert.False(map.TryGetValue(1, out _));
        Assert.Null(map.GetValueOrDefault(1));
        Assert.False(map.Remove(1));
        Assert.False(map.Remove(1, out _));
        Assert.Throws<KeyNotFoundException>(() => map[1]);
    }

    [Fact]
    public void Map_WithEntries_IsADictionary()
    {
        var map = new LazyMap<int, string>();
        map[1] = "one";
        Assert.True(map.TryAdd(2, "two"));
        Assert.False(map.TryAdd(2, "again"));
        Assert.Equal(["one", "two"], map.Values.Order());
        Assert.Equal("two", map[2]);
        Assert.True(map.Remove(1, out var removed));
        Assert.Equal("one", removed);
        Assert.True(map.Remove(2));
        Assert.Equal(0, map.Count);
    }
}
