using System.Net;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>The preview of routing tells what the rules say, and asks and starts nothing.</summary>
[Collection(AppFixture.Name)]
public sealed class RouteEndpointTests(AppFixture fixture)
{
    private HttpClient Http => fixture.App.Http;

    [Fact]
    public async Task Route_ReadOfTheCalendar_TellsToolDaysAndReasons()
    {
        var route = await PostAsync(new { text = "이번 주 미팅 뭐 있지", now = "2026-03-15T15:05:00Z" });

        Assert.Equal(("prerouter", "calendar.search"), (route["stage"]!.ToString(), route["tool"]!.ToString()));
        Assert.Equal("2026-03-16", route["parameters"]!["date_from"]!.ToString());
        Assert.Equal("2026-03-22", route["parameters"]!["date_to"]!.ToString());
        Assert.NotEmpty(route["reasons"]!.AsArray());
    }

    [Fact]
    public async Task Route_AnswerToADraft_CountsOnlyWhileItWaits()
    {
        Assert.Equal("confirm", (await PostAsync(new { text = "네!", draftWaits = true }))["draft"]!.ToString());
        Assert.Equal("classifier", (await PostAsync(new { text = "네!" }))["stage"]!.ToString());
    }

    [Fact]
    public async Task Route_TwoThings_TellsBothIntentsAndWhatIsNeeded()
    {
        var route = await PostAsync(new { text = "폐지 kg당 가격 알려주고 또 근처 고물상도 찾아줘" });

        Assert.Equal(["recyclable_price", "location"], route["intents"]!.AsArray().Select(i => i!.ToString()));
        Assert.Equal("location", route["needs"]!.ToString());
        Assert.True(route["hasMultiIntent"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Route_SendingMail_IsRefusedByAStableWord() => Assert.Equal(
        "mail_send_not_supported", (await PostAsync(new { text = "팀장님께 메일 보내줘" }))["refusal"]!.ToString());

    [Fact]
    public async Task Route_LongMessage_IsSaidToBeCut() => Assert.Equal(
        "cut",
        (await PostAsync(
            new { text = "설명해줘 " + string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 1200)) }))["notice"]!.ToString());

    [Theory]
    [InlineData("""{"text": "   "}""")]
    [InlineData("""{"text": "\u200b"}""")]
    [InlineData("{}")]
    [InlineData("""{"text": "일정", "now": "yesterday"}""")]
    [InlineData("[]")]
    public async Task Route_NothingToRoute_SaysWhatIsWrong(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync("api/v1/chat/route", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request", (await response.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.ToString());
    }

    private async Task<JsonObject> PostAsync(object body)
    {
        using var response = await Http.PostAsJsonAsync("api/v1/chat/route", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
