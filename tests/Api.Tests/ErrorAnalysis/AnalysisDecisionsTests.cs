using System.Net;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

/// <summary>What a person is told whose decision has no effect.</summary>
[Collection(AppFixture.Name)]
public sealed class AnalysisDecisionsTests(AppFixture fixture)
{
    [Theory]
    [InlineData("en", "waits for no decision")]
    [InlineData("ko", "결정을 기다리고 있지 않습니다")]
    public async Task Decide_AnalysisThatWaitsForNobody_IsRefusedInTheCallersLanguage(string language, string words)
    {
        var name = $"decisions-{Guid.NewGuid():n}";
        using var added = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/servers", new { name, hosts = new[] { "*" }, repositoryUrl = "/nowhere" });
        added.EnsureSuccessStatusCode();
        using var reported = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/webhook/error", new { serverName = name, errorType = "TypeOfOne", serverIp = "10.0.0.1" });
        var id = (await reported.Content.ReadFromJsonAsync<JsonObject>())!["analysisId"]!.ToString();

        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/analyses/{id}/decision")
        {
            Content = JsonContent.Create(new { decision = "approve", patchHash = "0" }),
            Headers = { { "Accept-Language", language } },
        };
        using var refused = await fixture.App.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var problem = (await refused.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("not_awaiting_approval", problem["code"]!.ToString());
        Assert.Contains(words, problem["detail"]!.ToString(), StringComparison.Ordinal);
    }
}
