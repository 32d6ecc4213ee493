namespace OpsFlow.Console.Tests;

/// <summary>Turns of a program that has no model: the rules alone answer them, and their sources are nodes.</summary>
internal static class TestChat
{
    public const string Message = "페트병 어떻게 버려?";

    /// <summary>Says something in a conversation and waits for the answer.</summary>
    /// <returns>The turn.</returns>
    public static async Task<string> SayAsync(HttpClient http, string session, string message = Message)
    {
        using var response = await http.PostAsJsonAsync(
            $"api/v1/chat/{session}/messages", new { clientId = Guid.NewGuid().ToString("n"), message });
        response.EnsureSuccessStatusCode();
        var job = (await response.Content.ReadFromJsonAsync<JsonObject>())!["jobId"]!.ToString();
        await Until.TrueAsync(
            async () => (await http.GetFromJsonAsync<JsonObject>($"api/v1/chat/jobs/{job}"))!["status"]!.ToString()
                == "Done",
            "answer");
        return job;
    }
}
