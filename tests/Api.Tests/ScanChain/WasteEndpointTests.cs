using System.Net;

namespace OpsFlow.Api.Tests.ScanChain;

[Collection(AppFixture.Name)]
public sealed class WasteEndpointTests(AppFixture fixture)
{
    private HttpClient Http => fixture.App.Http;

    [Fact]
    public async Task Match_Text_TellsRuleSourcesAndWhy()
    {
        var match = await PostAsync(new { text = "기름에 젖은 치킨 상자", language = "en" }, HttpStatusCode.OK);

        Assert.Equal(("delivery-box", "일반쓰레기"), (match["item"]!.ToString(), match["class"]!.ToString()));
        Assert.Contains("general waste bag", match["instructions"]![1]!["text"]!.ToString());
        Assert.StartsWith("tag:", match["instructions"]![0]!["rule"]!.ToString());
        Assert.NotEmpty(match["instructions"]![0]!["sources"]!.AsArray());
        Assert.NotEmpty(match["why"]!.AsArray());
    }

    [Fact]
    public async Task Match_Classification_TakesItsClass()
    {
        var match = await PostAsync(
            new { classification = new { category = "금속", subcategory = "캔", item = "통조림",
                condition = new[] { "찌그러짐" } } },
            HttpStatusCode.OK);

        Assert.Equal("food-can", match["item"]!.ToString());
    }

    [Fact]
    public async Task Match_NothingToMatch_SaysWhatIsWrong()
    {
        await PostAsync(new { }, HttpStatusCode.BadRequest);
        await PostAsync(new { text = "quux blorp" }, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("유리", null, "1.7", "confidence")]
    [InlineData("유리", null, "\"high\"", "confidence")]
    [InlineData("유리", null, "-0.1", "confidence")]
    [InlineData("종이", "PET", "0.9", "subcategory")]
    public async Task MatchAndEvaluate_ClassificationThatContradictsItself_SayWhatIsWrong(
        string category, string? subcategory, string confidence, string fault)
    {
        var classification = new JsonObject
        {
            ["category"] = category, ["subcategory"] = subcategory, ["item"] = "컵",
            ["confidence"] = JsonNode.Parse(confidence),
        };
        var refused = await PostAsync(
            new { classification = classification.DeepClone() }, HttpStatusCode.BadRequest);
        using var evaluated = await Http.PostAsJsonAsync("api/v1/rewards/evaluate", classification);

        Assert.StartsWith(fault, Assert.Single(refused["errors"]!.AsArray())!.ToString());
        Assert.Equal(HttpStatusCode.BadRequest, evaluated.StatusCode);
    }

    [Fact]
    public async Task Evaluate_Classification_DecidesWithoutWriting()
    {
        using var response = await Http.PostAsJsonAsync(
            "api/v1/rewards/evaluate",
            new { category = "유리", subcategory = "병", item = "와인병", confidence = 0.9 });
        var decision = await response.Content.ReadFromJsonAsync<JsonObject>();

        Assert.Equal(("yuri", 10), (decision!["character"]!.ToString(), decision["points"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Characters_All_HavePictures()
    {
        var all = (await Http.GetFromJsonAsync<JsonObject>("api/v1/characters"))!["items"]!.AsArray();

        Assert.Equal(13, all.Count);
        foreach (var character in all)
        {
            using var picture = await Http.GetAsync(character!["picture"]!.ToString().TrimStart('/'));
            Assert.Equal("image/svg+xml", picture.Content.Headers.ContentType!.MediaType);
        }
    }

    private async Task<JsonObject> PostAsync(object body, HttpStatusCode expected)
    {
        using var response = await Http.PostAsJsonAsync("api/v1/waste/match", body);
        Assert.Equal(expected, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
