using System.IO.Compression;
using System.Net;
using System.Text;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

/// <summary>What Sentry's SDKs and OpenTelemetry's exporters send to the paths that they make themselves.</summary>
[Collection(AppFixture.Name)]
public sealed class ReceiverTests(AppFixture fixture)
{
    private const string Event = """
        {"event_id":"ID","platform":"python","server_name":"box-7",
        "exception":{"values":[{"type":"KeyError","value":"'total'",
        "stacktrace":{"frames":[{"filename":"shop/orders.py","lineno":7,"function":"pay","in_app":true}]}}]}}
        """;

    private HttpClient Http => fixture.App.Http;

    [Theory]
    [InlineData("envelope", false, "header")]
    [InlineData("envelope", true, "header")]
    [InlineData("envelope", false, "query")]
    [InlineData("store", false, "header")]
    [InlineData("store", true, "query")]
    public async Task Sentry_Event_IsAnAnalysisOfTheKeysServer(string path, bool isPacked, string keyIn)
    {
        var (server, key, number) = await AddServerAsync();
        var id = $"{Guid.NewGuid():n}";
        for (var i = 0; i < 2; i++)
        {
            // SDKs send again what was not answered.
            var (status, answer) = await SendAsync(
                path, number, key, keyIn, path == "store" ? OneLine(id) : Envelope(id), isPacked);
            Assert.Equal((HttpStatusCode.OK, id), (status, answer["id"]?.ToString()));
        }

        var analysis = Assert.Single(await AnalysesAsync(server))!;
        Assert.Equal(("KeyError", 1), (analysis["errorType"]!.ToString(), (int)analysis["occurrences"]!));
        var detail = (await Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{analysis["id"]}"))!;
        Assert.Equal("shop/orders.py", detail["report"]!["inApp"]![0]!.ToString());
    }

    [Theory]
    [InlineData("{\"sent_at\":\"x\"}\n{\"type\":\"session\"}\n{\"sid\":1}\n")]
    [InlineData("{}\n{\"type\":\"transaction\",\"length\":2}\n{}\n{\"type\":\"client_report\"}\n{}")]
    public async Task Sentry_NoError_IsTakenAndLeftAlone(string envelope)
    {
        var (server, key, number) = await AddServerAsync();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("envelope", number, key, "header", envelope)).Status);
        Assert.Empty(await AnalysesAsync(server));
    }

    [Fact]
    public async Task Sentry_KeyThatIsNobodys_IsRefused()
    {
        var (_, key, number) = await AddServerAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("envelope", number, "0123", "header", "{}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("envelope", number, "", "query", "{}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("envelope", number + 1, key, "header", "{}")).Status);
    }

    [Fact]
    public async Task Sentry_ServerThatAsksForSignatures_IsNotReportedForByKey()
    {
        var (_, key, number) = await AddServerAsync("whsec_c2VjcmV0LXNlY3JldA==");
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("envelope", number, key, "header", "{}")).Status);
    }

    [Fact]
    public async Task Sentry_TooLargeOrNotOfTheForm_IsRefused()
    {
        var (_, key, number) = await AddServerAsync();
        var large = Envelope("1") + new string(' ', 2 * 1024 * 1024);
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, (await SendAsync("envelope", number, key, "query", large)).Status);
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await SendAsync("envelope", number, key, "query", large, isPacked: true)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("store", number, key, "query", "no")).Status);
    }

    [Fact]
    public async Task RotateReportKey_OfAServer_EndsTheOldOne()
    {
        var (server, key, number) = await AddServerAsync();
        var listed = (await Http.GetFromJsonAsync<JsonObject>("api/v1/servers"))!["items"]!.AsArray()
            .Single(s => s!["name"]!.ToString() == server)!;
        using var changed = await Http.PutAsJsonAsync($"api/v1/servers/{listed["id"]}", new
        {
            name = server, hosts = new[] { "nobody" }, repositoryUrl = "/nowhere", rotateReportKey = true,
        });
        var view = (await changed.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.NotEqual(key, view["reportKey"]!.ToString());
        Assert.Equal(number, (long)view["reportNumber"]!);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync("envelope", number, key, "header", "{}")).Status);
        Assert.Equal(
            HttpStatusCode.OK,
            (await SendAsync("envelope", number, view["reportKey"]!.ToString(), "header", "{}\n")).Status);
    }

    [Theory]
    [InlineData("logs")]
    [InlineData("traces")]
    public async Task Telemetry_Exception_IsAnAnalysisOfTheKeysServer(string path)
    {
        var (server, key, _) = await AddServerAsync();
        var body = path == "logs" ? Logs("KeyError") : Spans("KeyError");
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await ExportAsync(path, body, key));
        }

        var analysis = Assert.Single(await AnalysesAsync(server))!;
        Assert.Equal(("KeyError", 1), (analysis["errorType"]!.ToString(), (int)analysis["occurrences"]!));
    }

    [Fact]
    public async Task Telemetry_WithoutAKey_GoesByNameAndHost()
    {
        var (server, _, _) = await AddServerAsync(hosts: "*");
        Assert.Equal(HttpStatusCode.OK, await ExportAsync("logs", Logs("OsError", server)));
        Assert.Single(await AnalysesAsync(server));
        var (closed, _, _) = await AddServerAsync();
        Assert.Equal(HttpStatusCode.OK, await ExportAsync("logs", Logs("OsError", closed)));
        Assert.Empty(await AnalysesAsync(closed));
    }

    [Fact]
    public async Task Telemetry_OfAnyOtherKind_IsAnsweredRight()
    {
        const string Nothing =
            """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"all is well"}}]}]}]}""";
        Assert.Equal(HttpStatusCode.OK, await ExportAsync("logs", Nothing));
        Assert.Equal(HttpStatusCode.BadRequest, await ExportAsync("logs", "{"));
        Assert.Equal(HttpStatusCode.Unauthorized, await ExportAsync("logs", Nothing, "0123"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await ExportAsync("logs", new string(' ', 5 << 20)));
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            await ExportAsync("logs", Nothing, mediaType: "application/x-protobuf"));
    }

    [Theory]
    [InlineData("logs", "rejectedLogRecords", 2)]
    [InlineData("traces", "rejectedSpans", null)]
    public async Task Telemetry_MoreThanIsTaken_SaysHowManyWereLeftOut(string path, string field, int? leftOut)
    {
        var (_, key, _) = await AddServerAsync();
        var body = Spans("KeyError");
        if (path == "logs")
        {
            var record = "{\"attributes\":" + Attributes("KeyError") + "}";
            var records = string.Join(',', Enumerable.Repeat(record, 514));
            body = $$"""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{{records}}]}]}]}""";
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/{path}");
        request.Headers.TryAddWithoutValidation("x-opsflow-key", key);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(leftOut, (int?)answer["partialSuccess"]?[field]);
    }

    [Fact]
    public async Task Mute_AnError_IsShownAndUndone()
    {
        var (server, key, number) = await AddServerAsync();
        await SendAsync("store", number, key, "header", OneLine($"{Guid.NewGuid():n}"));
        var id = Assert.Single(await AnalysesAsync(server))!["id"]!.ToString();
        using var past = await Http.PutAsJsonAsync(
            $"api/v1/analyses/{id}/mute", new { until = "2020-01-01T00:00:00Z" });
        Assert.Equal(HttpStatusCode.BadRequest, past.StatusCode);
        using var muted = await Http.PutAsJsonAsync($"api/v1/analyses/{id}/mute", new { });
        Assert.Equal(HttpStatusCode.OK, muted.StatusCode);
        var shown = (await Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{id}"))!;
        Assert.Equal("console administrator", shown["muted"]!["by"]!.ToString());
        using var unmuted = await Http.DeleteAsync($"api/v1/analyses/{id}/mute");
        Assert.Equal(HttpStatusCode.NoContent, unmuted.StatusCode);
        Assert.Null((await Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{id}"))!["muted"]);
        using var nobody = await Http.DeleteAsync("api/v1/analyses/nobody/mute");
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Theory]
    [InlineData("""{"version":3,"sources":["a.ts"],"mappings":"AAAA"}""", HttpStatusCode.NoContent)]
    [InlineData("""{"sections":[]}""", HttpStatusCode.NoContent)]
    [InlineData("""{"version":3}""", HttpStatusCode.BadRequest)]
    [InlineData("no", HttpStatusCode.BadRequest)]
    public async Task UploadSourceMap_Body_IsTakenIfItIsOne(string map, HttpStatusCode expected)
    {
        await AddServerAsync();
        var server = (await Http.GetFromJsonAsync<JsonObject>("api/v1/servers"))!["items"]![0]!["id"]!;
        using var content = new StringContent(map, Encoding.UTF8, "application/json");
        using var answer = await Http.PutAsync($"api/v1/servers/{server}/source-maps/main.js.map", content);
        Assert.Equal(expected, answer.StatusCode);
        using var removed = await Http.DeleteAsync($"api/v1/servers/{server}/source-maps/main.js");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
    }

    private static string OneLine(string id) =>
        Event.Replace("\n", "", StringComparison.Ordinal).Replace("ID", id, StringComparison.Ordinal);

    private static string Envelope(string id) =>
        $$"""{"event_id":"{{id}}"}""" + "\n{\"type\":\"event\"}\n" + OneLine(id)
            + "\n{\"type\":\"session\"}\n{}\n";

    private static string Attributes(string type) =>
        $$$"""[{"key":"exception.type","value":{"stringValue":"{{{type}}}"}}]""";

    private static string Resource(string? server) => server is null ? "{}"
        : $$$"""{"attributes":[{"key":"service.name","value":{"stringValue":"{{{server}}}"}}]}""";

    private static string Logs(string type, string? server = null) => $$$$"""
        {"resourceLogs":[{"resource":{{{{Resource(server)}}}},"scopeLogs":[{"logRecords":[
        {"timeUnixNano":"1700000000000000001","attributes":{{{{Attributes(type)}}}}}]}]}]}
        """;

    private static string Spans(string type) => $$$$"""
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"a","spanId":"b","events":[
        {"timeUnixNano":"1700000000000000001","name":"exception","attributes":{{{{Attributes(type)}}}}}]}]}]}]}
        """;

    private async Task<(string Name, string Key, long Number)> AddServerAsync(
        string? secret = null, string hosts = "nobody")
    {
        var name = $"receiver-{Guid.NewGuid():n}";
        using var response = await Http.PostAsJsonAsync("api/v1/servers", new
        {
            name, hosts = new[] { hosts }, repositoryUrl = "/nowhere", webhookSecret = secret,
        });
        var view = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        return (name, view["reportKey"]!.ToString(), (long)view["reportNumber"]!);
    }

    private async Task<JsonArray> AnalysesAsync(string server) =>
        (await Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses?server={server}"))!["items"]!.AsArray();

    private async Task<(HttpStatusCode Status, JsonObject Answer)> SendAsync(
        string path, long number, string key, string keyIn, string body, bool isPacked = false)
    {
        var address = $"api/{number}/{path}/" + (keyIn == "query" ? $"?sentry_key={key}&sentry_version=7" : "");
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        if (keyIn == "header")
        {
            request.Headers.TryAddWithoutValidation(
                "X-Sentry-Auth", $"Sentry sentry_version=7, sentry_key={key}, sentry_client=tests/1.0");
        }

        var bytes = Encoding.UTF8.GetBytes(body);
        if (isPacked)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            {
                gzip.Write(bytes);
            }

            bytes = packed.ToArray();
        }

        request.Content = new ByteArrayContent(bytes);
        request.Content.Headers.ContentType = new("application/x-sentry-envelope");
        if (isPacked)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        using var response = await Http.SendAsync(request);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    private async Task<HttpStatusCode> ExportAsync(
        string path, string body, string? key = null, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/{path}");
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("x-opsflow-key", key);
        }

        request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        using var response = await Http.SendAsync(request);
        return response.StatusCode;
    }
}
