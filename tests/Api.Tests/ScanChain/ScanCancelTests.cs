using System.Net;
using OpsFlow.Platform.Store;

namespace OpsFlow.Api.Tests.ScanChain;

/// <summary>Canceling what has not begun.</summary>
[Collection(AppFixture.Name)]
public sealed class ScanCancelTests(AppFixture fixture)
{
    [Fact]
    public async Task Cancel_ScanWhoseStartIsPending_TakesTheStartBack()
    {
        // As a burst leaves it: accepted, and its start waits its turn.
        var id = Guid.NewGuid().ToString("n");
        await using var database = new Database(
            new StoreOptions { DataFolder = fixture.Data, PostgresConnectionString = null }, TimeProvider.System);
        await database.ExecuteAsync(
            """
            INSERT INTO scans (id, user_id, state, attempt, image, image_type, language, created_at, updated_at)
            VALUES (@id, 'mina', 'Queued', 1, 'scans/none.jpg', 'image/jpeg', 'ko', 1, 1)
            """,
            new { id }, default);
        await database.ExecuteAsync(
            """
            INSERT INTO run_starts (request_id, workflow_id, request, due_at, attempts)
            VALUES (@id, @workflow, '{}', @never, 0)
            """,
            new { id, workflow = $"scan-{id}", never = long.MaxValue }, default);

        using var response = await fixture.App.Http.DeleteAsync($"api/v1/scans/{id}");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("Canceled", (await response.Content.ReadFromJsonAsync<JsonObject>())!["status"]!.ToString());
        Assert.Equal("Canceled", (await fixture.App.Http.GetScanAsync(id))["status"]!.ToString());
        Assert.Equal(["53", null], (await fixture.App.Http.EventsAsync(id)).Select(e => e.Id));
        // None is left to be taken back.
        var left = await database.ExecuteAsync("DELETE FROM run_starts WHERE request_id = @id", new { id }, default);
        Assert.Equal(0, left);
        using var again = await fixture.App.Http.DeleteAsync($"api/v1/scans/{id}");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }
}
