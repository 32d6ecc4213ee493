using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Documents;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>What ships is found and cited, and says that it is no wording of a law.</summary>
public sealed class DocumentNodeTests : IDisposable
{
    private readonly IDisposable _language = Language.Use(Language.Korean);

    public void Dispose() => _language.Dispose();

    [Theory]
    [InlineData("산업안전보건법 제6장 내용이 뭐야", "산업안전보건법-요약.md · 산업안전보건법 제6장", "안전인증")]
    [InlineData("위험성평가 절차 알려줘", "위험성평가-요약.md · 위험성평가 절차", "유해·위험요인 파악")]
    public async Task RunAsync_LawThatShips_IsAnsweredAndCited(string query, string citation, string says)
    {
        await using var bench = await TurnBench.StartAsync(new("http://127.0.0.1:1/v1"), query);
        var node = new DocumentNode(new DocumentLibrary(new DocumentSettings()));

        var found = await node.RunAsync(bench.Ask("document.ask", ("query", query)), default);

        Assert.Equal(1, found.Quality);
        Assert.StartsWith(citation, found.Sources[0].Title);
        Assert.Contains(says, found.Context);
    }

    [Fact]
    public void Shipped_EveryDocument_NamesItsSourceAndDate()
    {
        var files = Directory.GetFiles(DocumentSettings.Shipped, "*.md");
        Assert.NotEmpty(files);
        Assert.All(files, f => Assert.Matches(
            @"요약 \(법령 원문 아님\)[\s\S]*출처: [\s\S]*정리한 날: \d{4}-\d\d-\d\d", File.ReadAllText(f)));
    }
}
