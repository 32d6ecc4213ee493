using System.Net;
using System.Net.Http.Headers;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.ScanChain;

/// <summary>What the tests of scans say to the program over HTTP.</summary>
internal static class ScanApp
{
    public const string Model = "scripted-1";

    public const string Seen =
        """
        {"category":"플라스틱","subcategory":"PET","item":"생수병","material":"PET","condition":["라벨 있음"],
        "confidence":0.93}
        """;

    public const string Worded =
        """
        {"category":"금","subcategory":"","recyclable":false,
        "instructions":[{"text":"헹궈 주세요!","rule":"item:pet-clear-bottle"},{"text":"금이니 파세요","rule":"item:gold"}],
        "reward_points":9999,"explanation":"투명한 병이에요."}
        """;

    /// <summary>A small JPEG, drawn for the demonstration.</summary>
    public static byte[] Picture { get; } =
        File.ReadAllBytes(
            Path.Combine(Path.GetDirectoryName(Counterparts.Built("OpsFlow.Samples.Demo"))!, "bottle.jpg"));

    public static ModelRule Vision(params string[] texts) => new()
    {
        Use = "vision", Contains = "one main object", Texts = texts.Length == 0 ? [Seen] : texts,
    };

    public static ModelRule Answer(params string[] texts) => new()
    {
        Use = "answer", Contains = "dispose of one item", Texts = texts.Length == 0 ? [Worded] : texts,
    };

    public static Dictionary<string, string> With(ModelServerHost server) => new()
    {
        ["OPSFLOW_LLM_URL"] = $"{server.Endpoint}", ["OPSFLOW_LLM_MODEL"] = Model,
        ["OPSFLOW_API_RATE"] = "0", ["OPSFLOW_TEMPORAL_PORT"] = "0",
    };

    public static async Task<string> ScanAsync(this HttpClient http, string? key = null, string? hint = null)
    {
        using var response = await http.SendScanAsync(Picture, key, hint);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["jobId"]!.ToString();
    }

    public static Task<HttpResponseMessage> SendScanAsync(
        this HttpClient http, byte[] image, string? key = null, string? hint = null, string type = "image/jpeg")
    {
        var file = new ByteArrayContent(image);
        file.Headers.ContentType = new MediaTypeHeaderValue(type);
        var form = new MultipartFormDataContent { { file, "image", "photo.jpg" } };
        if (hint is not null)
        {
            form.Add(new StringContent(hint), "hint");
        }

        var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/scans") { Content = form };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return http.SendAsync(request);
    }

    public static async Task<JsonObject> GetScanAsync(this HttpClient http, string id) =>
        (await http.GetFromJsonAsync<JsonObject>($"api/v1/scans/{id}"))!;

    /// <summary>Waits until the scan is in one of the states.</summary>
    public static async Task<JsonObject> UntilAsync(this HttpClient http, string id, params string[] states)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var scan = await http.GetScanAsync(id);
            if (states.Contains(scan["status"]!.ToString()))
            {
                return scan;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Waits until what the reward writes is written.</summary>
    public static async Task<JsonObject> UntilSavedAsync(this HttpClient http, string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var scan = await http.GetScanAsync(id);
            if (scan["reward"]?["writes"]?.AsObject().All(w => w.Value!.ToString() == "saved") == true)
            {
                return scan;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>The events after a number, to the end of the stream: id and event, heartbeats left out.</summary>
    public static async Task<List<(string? Id, string Kind, string Data)>> EventsAsync(
        this HttpClient http, string id, string? after = null)
    {
        var read = await http.ReadEventsAsync($"api/v1/scans/{id}/events", after);
        return read is null
            ? [(null, "end", "")]
            : [.. read.Select(i => (i.EventType == "end" ? null : i.EventId, i.EventType, i.Data))];
    }
}
