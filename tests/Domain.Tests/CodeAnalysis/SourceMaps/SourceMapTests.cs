using System.Text;
using OpsFlow.Domain.CodeAnalysis.SourceMaps;

namespace OpsFlow.Domain.Tests.CodeAnalysis.SourceMaps;

public sealed class SourceMapTests
{
    // Two lines of script: the first of a.ts lines 1 and 5, the second of b.ts line 3.
    private const string Simple =
        """{"version":3,"sources":["../src/a.ts","../src/b.ts"],"names":[],"mappings":"AAAA,UAIE;ACFA"}""";

    [Theory]
    [InlineData(1, 1, "../src/a.ts", 1, 1)]
    [InlineData(1, 9, "../src/a.ts", 1, 1)]
    [InlineData(1, 11, "../src/a.ts", 5, 3)]
    [InlineData(1, 400, "../src/a.ts", 5, 3)]
    [InlineData(1, 0, "../src/a.ts", 1, 1)]
    [InlineData(2, 1, "../src/b.ts", 3, 3)]
    public void Find_Place_IsThatOfItsSegment(int line, int column, string source, int sourceLine, int sourceColumn) =>
        Assert.Equal(
            new SourcePlace(source, sourceLine, sourceColumn), Find(Simple, (line, column))[(line, column)]);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"mappings\":7,\"sources\":[]}")]
    [InlineData("{\"mappings\":\"AAAA\",\"sources\":[]}")]
    [InlineData("{\"mappings\":\"AAAA\",\"sources\":[null]}")]
    [InlineData("{\"mappings\":\"AA!A\",\"sources\":[\"a\"]}")]
    [InlineData("{\"mappings\":\"AAAAAAAA\",\"sources\":[\"a\"]}")]
    [InlineData("{\"mappings\":\"gggggggggggggggggA\",\"sources\":[\"a\"]}")]
    [InlineData("{\"mappings\":\"ADAA\",\"sources\":[\"a\"]}")]
    [InlineData("{\"sections\":[7,{\"offset\":1,\"map\":[]}]}")]
    public void Find_NotOfTheForm_TellsNothing(string map) => Assert.Empty(Find(map, (1, 1)));

    [Fact]
    public void Find_IndexMap_LooksIntoTheRightPart()
    {
        var map = $$"""
            {"version":3,"sections":[{"offset":{"line":0,"column":0},"map":{{Simple}}},
            {"offset":{"line":10,"column":4},"map":{{Simple.Replace("src", "lib", StringComparison.Ordinal)}}}]}
            """;
        Assert.Equal("../src/b.ts", Find(map, (2, 1))[(2, 1)].Source);
        Assert.Equal(new("../lib/a.ts", 5, 3), Find(map, (11, 15))[(11, 15)]);
        Assert.Equal("../lib/b.ts", Find(map, (12, 1))[(12, 1)].Source);
    }

    [Fact]
    public void Find_TooLarge_TellsNothing()
    {
        var map = Simple[..^1] + ",\"x\":\"" + new string(' ', SourceMap.MaxBytes) + "\"}";
        Assert.Empty(Find(map, (1, 1)));
        Assert.False(SourceMap.IsOne(Encoding.UTF8.GetBytes(map)));
    }

    [Fact]
    public void Find_TooDeep_TellsNothing()
    {
        var deep = new string('[', 5000) + new string(']', 5000);
        Assert.Empty(Find(Simple[..^1] + $",\"x\":{deep}}}", (1, 1)));
    }

    [Theory]
    [InlineData("mappings", """{"sources":["a"],"mappings":"AAAA\ud83d"}""")]
    [InlineData("sourceRoot", """{"sourceRoot":"\udc00","sources":["a"],"mappings":"AAAA"}""")]
    [InlineData("sources", """{"sources":["\ud83d"],"mappings":"AAAA"}""")]
    public void Find_HalfACharacter_NeverThrows(string where, string map)
    {
        var found = Find(map, (1, 1));
        Assert.All(found.Values, p => Assert.DoesNotContain(p.Source, c => char.IsSurrogate(c)));
        Assert.True(where == "mappings" || found.Count == 1);
        Assert.True(SourceMap.IsOne(Encoding.UTF8.GetBytes(map)));
    }

    [Fact]
    public void IsOne_BytesThatAreNoText_IsFalse()
    {
        byte[] map = [.. """{"sources":["a"],"mappings":"AAAA"""u8, 0xff, .. "\"}"u8];
        Assert.False(SourceMap.IsOne(map));
        Assert.Empty(SourceMap.Find(map, [(1, 1)]));
    }

    [Fact]
    public void Find_RandomMaps_NeverThrows()
    {
        var random = new Random(4711);
        for (var i = 0; i < 2000; i++)
        {
            var mappings = string.Concat(Enumerable.Range(0, random.Next(60)).Select(
                _ => "ABCDgh+/09zZ;,;,"[random.Next(16)]));
            Find($$"""{"sources":["a","b"],"mappings":"{{mappings}}"}""", (random.Next(1, 5), random.Next(0, 50)));
        }
    }

    [Theory]
    [InlineData("    at pay (/app/dist/cart.js:1:11)", "    at pay (src/a.ts:5:3)")]
    [InlineData("    at https://cdn.example/assets/cart.js?v=1:2:1", "    at src/b.ts:3:3")]
    [InlineData("    at pay (/app/dist/other.js:1:11)", "    at pay (/app/dist/other.js:1:11)")]
    [InlineData("pay@/app/dist/cart.js:1:1\nat a.ts:1:1", "pay@src/a.ts:1:1\nat a.ts:1:1")]
    public void Rewrite_Trace_TellsSources(string trace, string expected)
    {
        var found = SourceMappedTrace.Places(trace).Where(s => s.Script.Contains("cart", StringComparison.Ordinal))
            .ToDictionary(s => s.Script, s => (Find(Simple, [.. s.Places]), "dist"));
        Assert.Equal(expected, SourceMappedTrace.Rewrite(trace, found));
    }

    [Fact]
    public void Places_OfATrace_AreThoseOfEachScriptOnce()
    {
        var places = SourceMappedTrace.Places(
            "at a (/x/b.js:1:2)\nat b (/x/a.js:3)\nat c (/x/b.js:1:2)\nat d (/x/b.js:4:5)");
        Assert.Equal(["/x/b.js", "/x/a.js"], places.Select(p => p.Script));
        Assert.Equal([(1, 2), (4, 5)], places[0].Places.Order());
        Assert.Equal([(3, 0)], places[1].Places.Order());
    }

    [Theory]
    [InlineData("webpack://shop/./src/cart.ts?a1b2", "src/cart.ts")]
    [InlineData("webpack:///src/cart.ts", "src/cart.ts")]
    [InlineData("file:///srv/app/src/cart.ts", "srv/app/src/cart.ts")]
    [InlineData("../../../../etc/passwd", "etc/passwd")]
    [InlineData("cart.ts", "dist/cart.ts")]
    public void Rewrite_SourceOfAnyForm_IsAPathWithin(string source, string expected)
    {
        var map = Simple.Replace("../src/a.ts", source, StringComparison.Ordinal);
        var found = new[] { "/x/cart.js" }.ToDictionary(s => s, _ => (Find(map, (1, 1)), "dist"));
        Assert.Equal($"at {expected}:1:1", SourceMappedTrace.Rewrite("at /x/cart.js:1:1", found));
    }

    private static IReadOnlyDictionary<(int Line, int Column), SourcePlace> Find(
        string map, params (int Line, int Column)[] places) => SourceMap.Find(Encoding.UTF8.GetBytes(map), places);
}
