using System.Net;
using static OpsFlow.Api.Tests.Prescriptions.PrescriptionApp;

namespace OpsFlow.Api.Tests.Prescriptions;

/// <summary>What is asked of prescriptions besides the board.</summary>
[Collection(PrescriptionFixture.Name)]
public sealed class PrescriptionEndpointTests(PrescriptionFixture fixture)
{
    private AppProcess App => fixture.App;

    [Fact]
    public async Task Interactions_Names_AreCheckedAndNothingIsRecorded()
    {
        var before = (await ItemsAsync(App)).Count;
        using var response = await App.Http.PostAsJsonAsync(
            "api/v1/interactions/check", new { drugs = new[] { "쿠마딘정5밀리그램", "ibuprofen", "조제약" } });
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("Major", Assert.Single(answer["interactions"]!.AsArray())!["severity"]!.ToString());
        Assert.Equal("조제약", Assert.Single(answer["unknown"]!.AsArray())!.ToString());
        Assert.NotEmpty(answer["dataVersion"]!.ToString());
        Assert.Contains("Not complete", answer["notice"]!.ToString());
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(App, "api/v1/interactions/check", new { }));
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await PostAsync(App, "api/v1/interactions/check", new { drugs = Array.Empty<string>() }));
        Assert.Equal(before, (await ItemsAsync(App)).Count);
    }

    [Fact]
    public async Task Analyze_SerialThatNeverWas_IsNotFound() => Assert.Equal(
        HttpStatusCode.NotFound,
        await PostAsync(App, "api/v1/prescriptions/analyze", new { preSerial = TestPharmacy.Serial(987) }));

    [Theory]
    [InlineData("ko", null, true)]
    [InlineData("en", null, false)]
    [InlineData("ko", "en", false)]
    public async Task Interactions_LanguageOfTheRequest_IsSpokenUnlessTheBodyAsksForAnother(
        string accepted, string? language, bool isKorean)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/interactions/check")
        {
            Content = JsonContent.Create(new { drugs = new[] { "ibuprofen" }, language }),
            Headers = { { "Accept-Language", accepted } },
        };
        using var response = await App.Http.SendAsync(request);
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(isKorean, $"{answer["notice"]}".Any(c => c is >= '가' and <= '힣'));
    }

    [Fact]
    public async Task Label_OfAnItem_IsAPictureAndThePrintersBytes()
    {
        var item = await SuccessAsync(App, fixture.Pharmacy.Write(21, "와파린정2밀리그램"));

        var path = $"api/v1/prescriptions/{item["id"]}/labels";
        Assert.Contains("와파린정2밀리그램", await App.Http.GetStringAsync($"{path}/1"));
        var bytes = await App.Http.GetByteArrayAsync($"{path}/1/print");
        Assert.Equal([0x1B, (byte)'@', 0x1C, (byte)'&'], bytes[..4]);
        using var none = await App.Http.GetAsync($"{path}/9");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Runs_PrescriptionThatFailed_IsListedPutAsideAndTriedAgain()
    {
        var serial = fixture.Pharmacy.WriteUnreadable(TestPharmacy.Serial(22), "와파린정2밀리그램");
        var run = await Until.NotNullAsync(() => FailedAsync(serial), "failed prescription");
        Assert.Equal(
            ("prescriptions", "failed", $"{TestPharmacy.Id}: {serial}"),
            ($"{run["pipeline"]}", $"{run["state"]}", $"{run["title"]}"));
        Assert.Contains("cannot be read", $"{run["reason"]}", StringComparison.Ordinal);
        var path = $"api/v1/runs/prescriptions/{run["id"]}";

        Assert.Equal(HttpStatusCode.OK, await PostAsync(App, $"{path}/discard", new { }));
        Assert.Null(await FailedAsync(serial));

        // It fails again: what was put aside before is listed anew.
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(App, $"{path}/retry", new { }));
        await Until.NotNullAsync(() => FailedAsync(serial), "failed again");

        // Mended, it is another version; the failure of the first one stays in the records.
        fixture.Pharmacy.WriteOf(serial, "와파린정2밀리그램");
        await SuccessAsync(App, serial);
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(App, "api/v1/runs/prescriptions/none/retry", new { }));
    }

    private async Task<JsonNode?> FailedAsync(string serial) =>
        (await GetAsync(App, "api/v1/runs?state=failed&pipeline=prescriptions"))["runs"]!.AsArray()
            .SingleOrDefault(r => r!["title"]!.ToString().EndsWith(serial, StringComparison.Ordinal));
}
