using System.Text;

namespace OpsFlow.Domain.Tests.CodeAnalysis;

public sealed class SourceEncodingTests
{
    private static readonly Encoding s_korean = CodePagesEncodingProvider.Instance.GetEncoding(949)!;

    [Fact]
    public void NameOf_Utf8_IsNull()
    {
        Assert.Null(SourceEncoding.NameOf("합계 = 1\n"u8));
        Assert.Null(SourceEncoding.NameOf([0xEF, 0xBB, 0xBF, (byte)'x']));
        Assert.Null(SourceEncoding.NameOf("plain\n"u8));
        Assert.Null(SourceEncoding.NameOf([]));
    }

    [Theory]
    [InlineData("# -*- coding: euc-kr -*-\ntotal = 1  # 합계\n", "EUC-KR")]
    [InlineData("# vim: set fileencoding=cp949 :\ntotal = 1  # 합계\n", "CP949")]
    [InlineData("// 합계를 구한다\nlet total = 1\n", "EUC-KR")]
    public void NameOf_Korean_IsNamed(string text, string expected) =>
        Assert.Equal(expected, SourceEncoding.NameOf(s_korean.GetBytes(text)));

    [Fact]
    public void NameOf_Utf16_IsNamed()
    {
        Assert.Equal("UTF-16", SourceEncoding.NameOf(Encoding.Unicode.GetBytes("\uFEFFx = 1\n")));
        Assert.Equal("UTF-16", SourceEncoding.NameOf(Encoding.BigEndianUnicode.GetBytes("x = 1\n")));
    }

    [Fact]
    public void NameOf_SomethingElse_IsEmpty() =>
        Assert.Equal("", SourceEncoding.NameOf([(byte)'a', 0xE9, 0xFF, (byte)'\n']));

    [Fact]
    public void NameOf_BrokenFileThatDeclaresUtf8_IsEmpty() =>
        Assert.Equal("", SourceEncoding.NameOf([.. "# coding: utf-8\n"u8, 0xE9, 0xFF, (byte)'\n']));
}
