using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Rules;

/// <summary>Where the innermost frame's file is not simply there, the frame after it is not blamed.</summary>
public sealed class MissingFrameTests : IDisposable
{
    private const string Type = "TypeError";
    private const string Message = "can only concatenate str (not \"int\") to str";
    private const string Faulty = "def label(n):\n    return 'n: ' + n\n";
    private const string Caller = "from web.labels import label\n\ndef page(n):\n    return 'page ' + label(n)\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnalyzeAsync_FileIsALink_FixesWhatItLeadsTo()
    {
        _folder.Write("shared/labels.py", Faulty);
        _folder.Write("web/page.py", Caller);
        Link("web/labels.py", "../shared/labels.py");
        var result = await AnalyzeAsync("/srv/web/labels.py");
        Assert.Equal("shared/labels.py", Assert.Single(result.Edits).Path);
        Assert.Equal("shared/labels.py", result.AffectedFiles[0].Path);
    }

    [Fact]
    public async Task AnalyzeAsync_FolderIsALinkThroughAnother_FixesWhatItLeadsTo()
    {
        _folder.Write("packages/core/src/labels.py", Faulty);
        _folder.Write("web/page.py", Caller);
        Link("current", "packages/core");
        Link("web/core", "../current/src");
        var result = await AnalyzeAsync("/srv/shop/web/core/labels.py", root: "/srv/shop");
        Assert.Equal("packages/core/src/labels.py", Assert.Single(result.Edits).Path);
    }

    [Theory]
    [InlineData("/etc/labels.py")]
    [InlineData("../../outside/labels.py")]
    [InlineData("labels.py")]
    public async Task AnalyzeAsync_LinkLeadsNowhere_SaysThatTheFileIsNotThere(string target)
    {
        _folder.Write("web/page.py", Caller);
        Link("web/labels.py", target);
        var result = await AnalyzeAsync("/srv/web/labels.py");
        AssertMissing(result, "web/labels.py is not in the repository");
    }

    [Fact]
    public async Task AnalyzeAsync_FileIsNotInTheRepository_SaysSo()
    {
        _folder.Write("web/page.py", Caller);
        var result = await AnalyzeAsync("/srv/web/labels.py");
        AssertMissing(result, "web/labels.py is not in the repository");
        Assert.Contains("label (web/labels.py:2)", result.RootCause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/srv/venv/lib/python3.11/site-packages/labels/core.py")]
    [InlineData("/usr/lib/python3.11/labels.py")]
    [InlineData("/opt/other/labels.py")]
    public async Task AnalyzeAsync_InnermostFrameIsOfALibrary_IsNotMissed(string file)
    {
        _folder.Write("web/page.py", Caller);
        var result = await AnalyzeAsync(file);
        Assert.Equal("web/page.py", result.AffectedFiles[0].Path);
        Assert.DoesNotContain("not in the repository", result.RootCause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnalyzeAsync_FileOfAnotherEncoding_IsTheReason()
    {
        _folder.Write("web/page.py", Caller);
        var korean = System.Text.CodePagesEncodingProvider.Instance.GetEncoding(949)!;
        Directory.CreateDirectory(Path.Combine(_folder.Path, "web"));
        await File.WriteAllBytesAsync(
            Path.Combine(_folder.Path, "web/labels.py"),
            korean.GetBytes("# coding: euc-kr\n" + Faulty.Replace("'n: '", "'개수: '", StringComparison.Ordinal)));
        var result = await AnalyzeAsync("/srv/web/labels.py", line: 3);
        Assert.Empty(result.Edits);
        Assert.Contains("web/labels.py is EUC-KR", result.NoFixReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnalyzeAsync_InKorean_SaysItInKorean()
    {
        _folder.Write("web/page.py", Caller);
        using var language = Language.Use(Language.Korean);
        var result = await AnalyzeAsync("/srv/web/labels.py");
        Assert.Contains("web/labels.py이(가) 저장소에 없어", result.NoFixReason, StringComparison.Ordinal);
    }

    private static void AssertMissing(AnalysisResult result, string words)
    {
        Assert.Empty(result.Edits);
        Assert.Contains(words, result.NoFixReason, StringComparison.Ordinal);
        Assert.True(result.Confidence < 0.4);
    }

    private void Link(string path, string target)
    {
        var full = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
    }

    private Task<AnalysisResult> AnalyzeAsync(string file, int line = 2, string root = "/srv") =>
        new OfflineAnalyzer(TimeProvider.System).AnalyzeAsync(
            new AnalysisRequest
            {
                ErrorType = Type,
                Message = Message,
                StackTrace = $"""
                    Traceback (most recent call last):
                      File "{root}/web/page.py", line 4, in page
                        return 'page ' + label(n)
                      File "{file}", line {line}, in label
                        return 'n: ' + n
                    {Type}: {Message}
                    """,
            },
            new FolderContext(_folder.Path),
            default);
}
