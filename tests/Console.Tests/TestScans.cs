namespace OpsFlow.Console.Tests;

/// <summary>Scans of a program that has no model.</summary>
internal static class TestScans
{
    /// <summary>The file of a picture.</summary>
    public static string Picture =>
        Path.Combine(Path.GetDirectoryName(Counterparts.Built("OpsFlow.Samples.Demo"))!, "bottle.jpg");

    /// <summary>A scan that asks what its picture shows.</summary>
    /// <returns>The scan.</returns>
    public static async Task<string> AskingAsync(HttpClient http)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(await File.ReadAllBytesAsync(Picture)), "image", "a.jpg" },
        };
        using var response = await http.PostAsync("api/v1/scans", form);
        response.EnsureSuccessStatusCode();
        var id = (await response.Content.ReadFromJsonAsync<JsonObject>())!["jobId"]!.ToString();
        await IsAsync(http, id, "NeedsInput");
        return id;
    }

    /// <summary>A scan with its answer and reward.</summary>
    /// <returns>The scan.</returns>
    public static async Task<string> DoneAsync(HttpClient http)
    {
        var id = await AskingAsync(http);
        using var response = await http.PostAsJsonAsync($"api/v1/scans/{id}/label", new { label = "투명 페트병" });
        response.EnsureSuccessStatusCode();
        await IsAsync(http, id, "Done");
        return id;
    }

    private static Task IsAsync(HttpClient http, string id, string state) => Until.TrueAsync(
        async () => (await http.GetFromJsonAsync<JsonObject>($"api/v1/scans/{id}"))!["status"]!.ToString() == state,
        state);
}
