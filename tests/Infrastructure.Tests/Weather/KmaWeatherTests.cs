using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Infrastructure.Weather;

namespace OpsFlow.Infrastructure.Tests.Weather;

/// <summary>The forecast service in the form that its guide publishes, and in forms that it must not have.</summary>
public sealed class KmaWeatherTests
{
    private const string Key = "ab+c/d==";

    private static readonly DateTimeOffset s_now = new(2026, 3, 12, 5, 30, 0, TimeSpan.Zero);

    private static readonly string s_observed = Body(
        Item("T1H", "9.7", "obsrValue"), Item("REH", "41", "obsrValue"), Item("RN1", "0", "obsrValue"),
        Item("PTY", "0", "obsrValue"), Item("WSD", "-998.9", "obsrValue"));

    private static readonly string s_forecast = Body(
        Forecast("TMP", "20260312", "1500", "11"), Forecast("TMP", "20260312", "2100", "4"),
        Forecast("POP", "20260312", "1500", "20"), Forecast("POP", "20260312", "2100", "70"),
        Forecast("SKY", "20260312", "1500", "1"), Forecast("SKY", "20260312", "1800", "4"),
        Forecast("SKY", "20260312", "2100", "4"), Forecast("PTY", "20260312", "1500", "0"),
        Forecast("PTY", "20260312", "2100", "1"), Forecast("PCP", "20260312", "2100", "1mm 미만"),
        Forecast("TMN", "20260313", "0600", "-1.0"), Forecast("TMX", "20260313", "1500", "13.0"),
        Forecast("TMP", "20260313", "1200", "10"));

    [Fact]
    public async Task ReadAsync_PublishedForm_GivesNowAndDays()
    {
        var asked = new List<string>();
        var report = await ReadAsync(r => Ok(IsNow(r) ? s_observed : s_forecast), asked);

        Assert.Equal(
            new WeatherNow(new(2026, 3, 12, 13, 0, 0), 9.7, 41, null, null, Precipitation.None), report!.Now);
        Assert.Equal(2, report.Days.Count);
        var (today, next) = (report.Days[0], report.Days[1]);
        Assert.Equal((4d, 11d, 70, SkyState.Overcast), (today.Low, today.High, today.Chance, today.Sky));
        Assert.Equal([Precipitation.Rain], today.Falls);
        Assert.Equal((-1d, 13d, null, null), (next.Low, next.High, next.Chance, next.Sky));
        Assert.Contains(
            "/VilageFcstInfoService_2.0/getUltraSrtNcst?serviceKey=ab%2Bc%2Fd%3D%3D&dataType=JSON&numOfRows=1000"
            + "&pageNo=1&base_date=20260312&base_time=1300&nx=60&ny=127", asked.Select(Form));
        Assert.Contains(asked, a => a.Contains("base_date=20260312&base_time=1400", StringComparison.Ordinal));

        static string Form(string address) => address[address.IndexOf("/Vilage", StringComparison.Ordinal)..];
    }

    [Fact]
    public async Task ReadAsync_KeyThatIsEncodedAlready_IsSentAsItIs()
    {
        var asked = new List<string>();
        await ReadAsync(r => Ok(IsNow(r) ? s_observed : s_forecast), asked, "ab%2Bc%3D");
        Assert.All(asked, a => Assert.Contains("serviceKey=ab%2Bc%3D&", a, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_NotThereYet_AsksForTheMomentBefore()
    {
        var asked = new List<string>();
        var report = await ReadAsync(
            r => Ok(IsNow(r) ? s_observed
                : r.RequestUri!.Query.Contains("base_time=1400", StringComparison.Ordinal)
                    ? """{"response":{"header":{"resultCode":"03","resultMsg":"NO_DATA"}}}"""
                    : s_forecast),
            asked);

        Assert.Equal(2, report!.Days.Count);
        Assert.Contains(asked, a => a.Contains("base_time=1100", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_OneOfTheTwoFails_GivesTheOther()
    {
        var report = await ReadAsync(r => IsNow(r) ? Ok("<html>") : Ok(s_forecast), []);
        Assert.Null(report!.Now);
        Assert.Equal(2, report.Days.Count);
    }

    [Fact]
    public async Task ReadAsync_PlaceOutsideOfTheGrid_AsksNothing()
    {
        var asked = new List<string>();
        using var http = new HttpClient(new ScriptedHandler(r => { asked.Add("x"); return Ok(s_forecast); }));
        var weather = new KmaWeather(http, new() { Key = Key }, new FakeTimeProvider(s_now));
        Assert.Null(await weather.ReadAsync(35.68, 139.69, default));
        Assert.Empty(asked);
    }

    [Fact]
    public async Task ReadAsync_GatewayRefuses_SaysWhyWithoutTheKey()
    {
        var e = await Assert.ThrowsAsync<WeatherException>(() => ReadAsync(_ => Ok(
            """
            <OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>
            <returnAuthMsg>SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg><returnReasonCode>30</returnReasonCode>
            </cmmMsgHeader></OpenAPI_ServiceResponse>
            """), []));
        Assert.Contains("SERVICE_KEY_IS_NOT_REGISTERED_ERROR 30", e.Message);
        Assert.DoesNotContain(Key, $"{e}");
        Assert.DoesNotContain("ab%2Bc", $"{e}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"response":[]}""")]
    [InlineData("""{"response":{"header":{"resultCode":0}}}""")]
    [InlineData("""{"response":{"header":{"resultCode":"00"},"body":{"items":""}}}""")]
    [InlineData("""{"response":{"header":{"resultCode":"22","resultMsg":"LIMITED_NUMBER"}}}""")]
    [InlineData("""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><a><errMsg>&e;</errMsg></a>""")]
    [InlineData("""{"response":{"header":{"resultCode":"\ud800"}}}""")]
    public async Task ReadAsync_SomethingElse_SaysSo(string body)
    {
        var e = await Assert.ThrowsAsync<WeatherException>(() => ReadAsync(_ => Ok(body), []));
        Assert.DoesNotContain("root:", e.Message);
    }

    [Fact]
    public async Task ReadAsync_HostileItems_AreLeftOut()
    {
        var items = string.Join(',', Enumerable.Repeat(Forecast("TMP", "20260312", "1500", "5"), 5000));
        var report = await ReadAsync(
            r => Ok(IsNow(r)
                ? Body(Item("T1H", "1e999", "obsrValue"), Item("REH", "NaN", "obsrValue"), "null", "5", "[]")
                : Body(
                    Forecast("TMP", "99999999", "1500", "5"), Forecast("POP", "20260312", "1500", "500"),
                    Forecast("SKY", "20260312", "1500", "2"), Forecast("PTY", "20260312", "1500", "-3"), items)),
            []);

        Assert.Equal((null, null), (report!.Now!.Temperature, report.Now.Humidity));
        var day = Assert.Single(report.Days);
        Assert.Equal((100, null), (day.Chance, day.Sky));
        Assert.Empty(day.Falls);
    }

    [Theory]
    [InlineData(HttpStatusCode.Redirect)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.Unauthorized)]
    public Task ReadAsync_NoSuccess_SaysSo(HttpStatusCode status) => Assert.ThrowsAsync<WeatherException>(
        () => ReadAsync(_ => new(status) { Content = new StringContent("x") }, []));

    [Fact]
    public Task ReadAsync_AnswerWithoutEnd_IsRefused() => Assert.ThrowsAsync<WeatherException>(
        () => ReadAsync(_ => Ok(new string(' ', 3 * 1024 * 1024)), []));

    private static bool IsNow(HttpRequestMessage request) =>
        request.RequestUri!.AbsolutePath.EndsWith("getUltraSrtNcst", StringComparison.Ordinal);

    private static HttpResponseMessage Ok(string body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static string Item(string category, string value, string name) =>
        $$"""
        {"baseDate":"20260312","baseTime":"1300","category":"{{category}}","nx":60,"ny":127,"{{name}}":"{{value}}"}
        """;

    private static string Forecast(string category, string day, string hour, string value) =>
        $$"""
        {"baseDate":"20260312","baseTime":"1400","category":"{{category}}","fcstDate":"{{day}}","fcstTime":"{{hour}}",
         "fcstValue":"{{value}}","nx":60,"ny":127}
        """;

    private static string Body(params string[] items) =>
        $$$"""
        {"response":{"header":{"resultCode":"00","resultMsg":"NORMAL_SERVICE"},"body":{"dataType":"JSON",
         "items":{"item":[{{{string.Join(',', items)}}}]},"pageNo":1,"numOfRows":1000,
         "totalCount":{{{items.Length}}} } } }
        """;

    private static async Task<WeatherReport?> ReadAsync(
        Func<HttpRequestMessage, HttpResponseMessage> script, List<string> asked, string key = Key)
    {
        using var http = new HttpClient(new ScriptedHandler(request =>
        {
            lock (asked)
            {
                asked.Add(request.RequestUri!.AbsoluteUri);
            }

            return script(request);
        }));
        return await new KmaWeather(http, new() { Key = key }, new FakeTimeProvider(s_now))
            .ReadAsync(37.5665, 126.9780, default);
    }
}
