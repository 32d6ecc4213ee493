using System.Net;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

/// <summary>
/// Stored secrets go nowhere they were not entered for, and one that cannot be read harms its server alone.
/// </summary>
public sealed class ServerSecretsTests
{
    [Fact]
    public async Task ChangeServer_RepositoryOnAnotherHost_AsksForTheTokenAgain()
    {
        using var data = new TempFolder();
        await using var app = await AppProcess.StartAsync(data.Path);
        var id = await AddAsync(app, "shop", "https://git.example/shop.git");

        Assert.Equal(HttpStatusCode.OK, await ChangeAsync(app, id, "https://git.example/moved.git", null, null));
        Assert.Equal(HttpStatusCode.BadRequest, await ChangeAsync(app, id, "https://evil.example/a.git", null, null));
        Assert.Equal(HttpStatusCode.BadRequest, await ChangeAsync(app, id, "http://git.example/a.git", null, null));
        Assert.Equal(
            HttpStatusCode.BadRequest, await ChangeAsync(app, id, "https://git.example/a.git", null, "me/shop"));
        Assert.Equal(HttpStatusCode.OK, await ChangeAsync(app, id, "https://new.example/a.git", "another", null));
        Assert.Equal(HttpStatusCode.OK, await ChangeAsync(app, id, "https://evil.example/a.git", "", null));
    }

    [Fact]
    public async Task Servers_AfterTheKeysWereLost_StillListAndTakeNoUnsignedReport()
    {
        using var data = new TempFolder();
        string id;
        await using (var app = await AppProcess.StartAsync(data.Path))
        {
            id = await AddAsync(app, "signed", "https://git.example/shop.git");
        }

        foreach (var key in Directory.GetFiles(Path.Combine(data.Path, "keys")))
        {
            File.Delete(key);
        }

        await using (var app = await AppProcess.StartAsync(data.Path))
        {
            var list = await app.Http.GetFromJsonAsync<JsonObject>("api/v1/servers");
            Assert.Single(list!["items"]!.AsArray());
            using var report = await app.Http.PostAsJsonAsync(
                "api/v1/webhook/error",
                new { serverName = "signed", serverIp = "127.0.0.1", errorType = "E",
                    stackTrace = "at a.b(c.java:1)" });
            Assert.Equal(HttpStatusCode.Unauthorized, report.StatusCode);
            // An edit must not turn a lost secret into none.
            Assert.Equal(HttpStatusCode.BadRequest, await ChangeAsync(app, id, "https://git.example/a.git", "t", null));
        }
    }

    private static async Task<string> AddAsync(AppProcess app, string name, string url)
    {
        using var response = await app.Http.PostAsJsonAsync("api/v1/servers", new
        {
            name, repositoryUrl = url, hosts = new[] { "*" }, token = "secret",
            webhookSecret = "whsec_c2VjcmV0c2VjcmV0",
        });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.ToString();
    }

    private static async Task<HttpStatusCode> ChangeAsync(
        AppProcess app, string id, string url, string? token, string? gitHubRepository)
    {
        using var response = await app.Http.PutAsJsonAsync($"api/v1/servers/{id}", new
        {
            name = "shop", repositoryUrl = url, hosts = new[] { "*" }, token, gitHubRepository,
        });
        return response.StatusCode;
    }
}
