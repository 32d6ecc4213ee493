using System.Globalization;
using System.Net;

namespace OpsFlow.Scenarios.Support;

/// <summary>What tests ask of the running program, over HTTP as its users would.</summary>
public sealed class OpsFlowApi(HttpClient http)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public HttpClient Http { get; } = http;

    public async Task<string> RegisterAsync(JsonObject server)
    {
        using var response = await Http.PostAsJsonAsync("api/v1/servers", server);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!["id"]!.ToString();
    }

    public async Task<JsonObject> PostErrorAsync(JsonObject error)
    {
        using var response = await Http.PostAsJsonAsync("api/v1/webhook/error", error);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Posts an error that must be taken.</summary>
    /// <returns>The analysis.</returns>
    public async Task<string> ReportAsync(JsonObject error)
    {
        var answer = await PostErrorAsync(error);
        Assert.Equal("received", answer["status"]?.ToString());
        return answer["analysisId"]!.ToString();
    }

    public async Task<JsonObject> AnalysisAsync(string id) =>
        (await Http.GetFromJsonAsync<JsonObject>($"api/v1/analyses/{id}"))!;

    /// <summary>Waits until an analysis is in a state; fails at once when it ends in another.</summary>
    public Task<JsonObject> WaitForStateAsync(string id, string state, TimeSpan? patience = null) => Until.NotNullAsync(
        async () =>
        {
            var analysis = await AnalysisAsync(id);
            var now = analysis["state"]!.ToString();
            Assert.True(
                now == state
                    || !analysis["isFinal"]!.GetValue<bool>(), $"{now} instead of {state}: {analysis["detail"]}");
            return now == state ? analysis : null;
        },
        $"state {state} of {id}",
        patience ?? Patience);

    /// <summary>Waits until an analysis waits for a person or is over.</summary>
    public Task<JsonObject> WaitForPersonAsync(string id, TimeSpan? patience = null) => Until.NotNullAsync(
        async () =>
        {
            var analysis = await AnalysisAsync(id);
            return analysis["state"]!.ToString() == "AwaitingApproval" || analysis["isFinal"]!.GetValue<bool>()
                ? analysis : null;
        },
        $"decision or end of {id}",
        patience ?? Patience);

    public async Task<(HttpStatusCode Status, JsonObject Body)> DecideAsync(
        string id, string decision, string patchHash, string? reason = null)
    {
        using var response = await Http.PostAsJsonAsync(
            $"api/v1/analyses/{id}/decision", new { decision, patchHash, reason });
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>An analysis's live events until the last one, or until so many have come.</summary>
    /// <returns>Null where there is nothing after the event given, and there will be nothing.</returns>
    public async Task<List<(long Id, string Kind, string Data)>?> EventsAsync(
        string id, long? lastEventId = null, long? after = null, int most = int.MaxValue)
    {
        var read = await Http.ReadEventsAsync(
            $"api/v1/analyses/{id}/events{(after is null ? "" : $"?after={after}")}",
            lastEventId is null ? null : $"{lastEventId}", most);
        Assert.True(
            read is null || read.Count == most || read is [.., { EventType: "end" }],
            "the stream ended without its last event");
        return read?.Where(i => i.EventType != "end")
            .Select(i => (long.Parse(i.EventId!, CultureInfo.InvariantCulture), i.EventType, i.Data)).ToList();
    }

    /// <summary>
    /// The history once the workflow is over; kept in the folder OPSFLOW_RECORD_HISTORIES, if that is set.
    /// </summary>
    public async Task<string> ClosedHistoryAsync(string id)
    {
        var history = await Until.NotNullAsync(
            async () =>
            {
                var text = await Http.GetStringAsync($"api/v1/analyses/{id}/history");
                return text.Contains("EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED", StringComparison.Ordinal) ? text : null;
            },
            $"end of the workflow of {id}");
        if (Environment.GetEnvironmentVariable("OPSFLOW_RECORD_HISTORIES") is { Length: > 0 } folder)
        {
            var round = (await AnalysisAsync(id))["round"];
            await File.WriteAllTextAsync(
                Path.Combine(folder, $"{(await AnalysisAsync(id))["state"]}-{round}-{id}.json"), history);
        }

        return history;
    }
}
