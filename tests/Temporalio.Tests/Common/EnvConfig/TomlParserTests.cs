using Temporalio.Common.EnvConfig;

namespace Temporalio.Tests.Common.EnvConfig;

public class TomlParserTests
{
    [Theory]
    [InlineData("a = \"x\"", "x")]
    [InlineData("a = 'C:\\x'", "C:\\x")]
    [InlineData("a = \"\\u00e9\\U0001F600\\t\\\"\\\\\"", "\u00e9\U0001F600\t\"\\")]
    [InlineData("a = \"\"\"\none\n  two\"\"\"", "one\n  two")]
    [InlineData("a = \"\"\"one \\\n\n   two\"\"\"", "one two")]
    [InlineData("a = \"\"\"\"quoted\"\"\"\"", "\"quoted\"")]
    [InlineData("a = '''\nit's'''", "it's")]
    [InlineData("\"a\" = 'x' # comment", "x")]
    public void Parse_String_IsRead(string text, string expected) => Assert.Equal(expected, TomlParser.Parse(text)["a"]);

    [Theory]
    [InlineData("a = 1_000", 1000L)]
    [InlineData("a = -17", -17L)]
    [InlineData("a = 0xdead_BEEF", 0xdeadbeefL)]
    [InlineData("a = 0o755", 493L)]
    [InlineData("a = 0b1101", 13L)]
    [InlineData("a = 9223372036854775807", long.MaxValue)]
    [InlineData("a = 6.5e-1", 0.65)]
    [InlineData("a = -inf", double.NegativeInfinity)]
    [InlineData("a = true", true)]
    [InlineData("a = false", false)]
    public void Parse_Scalar_IsRead(string text, object expected) => Assert.Equal(expected, TomlParser.Parse(text)["a"]);

    [Theory]
    [InlineData("1979-05-27T07:32:00Z")]
    [InlineData("1979-05-27T00:32:00.999-07:00")]
    [InlineData("1979-05-27")]
    [InlineData("07:32:00.5")]
    public void Parse_Time_IsKept(string time) => Assert.Equal(new TomlTime(time), TomlParser.Parse($"a = {time}")["a"]);

    [Fact]
    public void Parse_TimeWithSpace_IsKept() =>
        Assert.Equal(new TomlTime("1979-05-27T07:32:00Z"), TomlParser.Parse("a = 1979-05-27 07:32:00Z # c")["a"]);

    [Fact]
    public void Parse_Tables_AreNested()
    {
        var root = TomlParser.Parse(
            """
            top.inner = 1
            [a.b]
            c = { d = 2, e.f = 'x' }
            [a]
            list = [ 1, [ 'y' ], # comment
              { z = true },
            ]
            [[many]]
            n = 1
            [[many]]
            n = 2
            [many.sub]
            s = 3
            """);

        Assert.Equal(1L, ((TomlTable)root["top"])["inner"]);
        var a = (TomlTable)root["a"];
        var c = (TomlTable)((TomlTable)a["b"])["c"];
        Assert.Equal("x", ((TomlTable)c["e"])["f"]);
        var list = (List<object>)a["list"];
        Assert.Equal("y", ((List<object>)list[1])[0]);
        var many = (IReadOnlyList<TomlTable>)root["many"];
        Assert.Equal([1L, 2L], many.Select(m => m["n"]));
        Assert.Equal(3L, ((TomlTable)many[1]["sub"])["s"]);
    }

    [Theory]
    [InlineData("a = 1\na = 2", 2)]
    [InlineData("[a]\n[a]", 2)]
    [InlineData("[a]\nb.c = 1\n[a.b]", 3)]
    [InlineData("[a.b]\n[a]\nb.c = 1", 3)]
    [InlineData("a = {}\n[a.b]", 2)]
    [InlineData("a = { b = 1, }", 1)]
    [InlineData("a = [1]\n[[a]]", 2)]
    [InlineData("[[a]]\n[a]", 2)]
    [InlineData("a = 1 b = 2", 1)]
    [InlineData("a = ", 1)]
    [InlineData("= 1", 1)]
    [InlineData("a", 1)]
    [InlineData("[a", 1)]
    [InlineData("[a]]", 1)]
    [InlineData("a = \"x", 1)]
    [InlineData("a = \"x\ny\"", 2)]
    [InlineData("a = \"\\q\"", 1)]
    [InlineData("a = \"\\uD800\"", 1)]
    [InlineData("a = \"\"\"x", 1)]
    [InlineData("a = 01", 1)]
    [InlineData("a = 1__0", 1)]
    [InlineData("a = 1.", 1)]
    [InlineData("a = 9223372036854775808", 1)]
    [InlineData("a = 0xFFFFFFFFFFFFFFFF", 1)]
    [InlineData("a = 0xFFFFFFFFFFFFFFFFF", 1)]
    [InlineData("a = TRUE", 1)]
    [InlineData("a = 2021-02-30", 1)]
    [InlineData("a = 25:00:00", 1)]
    [InlineData("a = 07:32:00Z", 1)]
    [InlineData("# \u0001", 1)]
    [InlineData("a = [1 2]", 1)]
    [InlineData("\u00e9 = 1", 1)]
    public void Parse_WhatTheFormatForbids_IsAnErrorWithItsPlace(string text, int line)
    {
        var error = Assert.Throws<TomlException>(() => TomlParser.Parse(text));
        Assert.StartsWith($"Line {line}, ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a=")]
    [InlineData("{a.b.c=[")]
    public void Parse_DeepNesting_IsRefused(string opening) => Assert.Contains(
        "deeper",
        Assert.Throws<TomlException>(() => TomlParser.Parse("a = " + string.Concat(Enumerable.Repeat(opening, 100_000)))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Parse_LongKeyOrText_IsRefused()
    {
        Assert.Throws<TomlException>(() => TomlParser.Parse(string.Join('.', Enumerable.Repeat("a", 1000)) + " = 1"));
        Assert.Throws<TomlException>(() => TomlParser.Parse(new string(' ', TomlParser.MaxLength + 1)));
    }
}
