using OpsFlow.Infrastructure.Documents;

namespace OpsFlow.Infrastructure.Tests.Documents;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("<p>하나</p><P class='a'>둘</P>", "하나|둘")]
    [InlineData("<head><title>제목</title><style>p { }</style></head><body>본문 &amp; 끝</body>", "본문 & 끝")]
    [InlineData("<head><meta charset=utf-8><body>닫지 않은 머리", "닫지 않은 머리")]
    [InlineData("앞<SCRIPT src=x>alert('</style>')</script >뒤", "앞 뒤")]
    [InlineData("앞<!-- <p>숨김</p> -->뒤", "앞 뒤")]
    [InlineData("<header>머리글</header>", "머리글")]
    [InlineData("앞<script>끝이 없다", "앞")]
    public void Plain_Html_IsWhatAPersonReads(string html, string lines) => Assert.Equal(
        lines.Split('|'),
        HtmlText.Plain(html).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(l => l.Length > 0));

    // Written to cost the square of its length: it must come to its end at all.
    [Theory]
    [InlineData("<script", "")]
    [InlineData("<style ", "")]
    [InlineData("<title ", "")]
    [InlineData("<!-- <script", "")]
    [InlineData("<script></style>", "")]
    [InlineData("<head <!---->", "<head  ")]
    [InlineData("<p", "<p")]
    [InlineData("<", "<")]
    public void Plain_HostileHtml_Ends(string piece, string left) =>
        Assert.Equal(Many(left).Trim(), HtmlText.Plain(Many(piece)).Trim());

    private static string Many(string piece) => string.Concat(Enumerable.Repeat(piece, 70_000));
}
