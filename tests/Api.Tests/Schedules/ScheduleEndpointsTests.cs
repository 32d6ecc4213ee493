using System.Net;

namespace OpsFlow.Api.Tests.Schedules;

[Collection(AppFixture.Name)]
public sealed class ScheduleEndpointsTests(AppFixture fixture)
{
    private HttpClient Http => fixture.App.Http;

    [Fact]
    public async Task Schedules_RunPausedAndResumed_SayWhatHappened()
    {
        var task = await Until.NotNullAsync(() => FindAsync("event-cleanup"), "schedule");
        Assert.Equal(3600, (double)task["intervalSeconds"]!);

        await ActAsync("run", HttpStatusCode.NoContent);
        var ran = await Until.NotNullAsync(
            async () => await FindAsync("event-cleanup") is { } now && (long)now["runs"]! > 0 ? now : null, "run");
        var path = $"api/v1/workflows?query=WorkflowType%3D'Maintenance'%20AND%20ExecutionStatus%3D'Completed'";
        await Until.TrueAsync(
            async () => (await Http.GetFromJsonAsync<JsonObject>(path))!["items"]!.AsArray().Count > 0, "completion");
        Assert.NotNull(ran["lastRunAt"]);

        await ActAsync("pause", HttpStatusCode.NoContent);
        var paused = await FindAsync("event-cleanup");
        Assert.True((bool)paused!["paused"]!);
        Assert.Contains("console administrator", paused["note"]!.ToString(), StringComparison.Ordinal);
        Assert.Null(paused["nextRunAt"]);
        await ActAsync("resume", HttpStatusCode.NoContent);
        Assert.NotNull((await FindAsync("event-cleanup"))!["nextRunAt"]);
    }

    [Fact]
    public Task Pause_UnknownSchedule_IsNotFound() => ActAsync("pause", HttpStatusCode.NotFound, "none");

    private async Task ActAsync(string action, HttpStatusCode expected, string task = "event-cleanup")
    {
        using var response = await Http.PostAsync($"api/v1/schedules/{task}/{action}", null);
        Assert.Equal(expected, response.StatusCode);
    }

    private async Task<JsonNode?> FindAsync(string task) =>
        (await Http.GetFromJsonAsync<JsonObject>("api/v1/schedules"))!["items"]!.AsArray()
            .FirstOrDefault(s => s!["task"]!.ToString() == task);
}
