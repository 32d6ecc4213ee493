using System.Net;
using System.Text;
using Grpc.Core;

namespace OpsFlow.Engine.Tests.Hosting;

public class ConsoleTests
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/console.js", "text/javascript")]
    [InlineData("/console.css", "text/css")]
    public async Task Get_Page_IsServedWithAPolicy(string path, string type)
    {
        await using var server = await TestServer.StartAsync(new EngineOptions { UiPort = 0 });
        using var client = Client(server);

        var response = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Post_List_AnswersJson()
    {
        await using var server = await TestServer.StartAsync(new EngineOptions { UiPort = 0 });
        await server.StartWorkflowAsync("w1");
        using var client = Client(server);
        client.DefaultRequestHeaders.Add("x-temporal-console", "1");

        var response = await PostAsync(client, "ListWorkflowExecutions", """{"namespace":"default"}""");

        Assert.Contains("\"w1\"", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_UnknownWorkflow_TellsWhy()
    {
        await using var server = await TestServer.StartAsync(new EngineOptions { UiPort = 0 });
        using var client = Client(server);
        client.DefaultRequestHeaders.Add("x-temporal-console", "1");

        var response = await PostAsync(
            client, "DescribeWorkflowExecution", """{"namespace":"default","execution":{"workflowId":"none"}}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("workflow not found", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_FromAnotherSite_IsRefused()
    {
        await using var server = await TestServer.StartAsync(new EngineOptions { UiPort = 0 });
        using var client = Client(server);

        var withoutHeader = await PostAsync(client, "ListNamespaces", "{}");
        client.DefaultRequestHeaders.Host = "evil.example";
        var otherName = await client.GetAsync("/");

        Assert.Equal(HttpStatusCode.Forbidden, withoutHeader.StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, otherName.StatusCode);
    }

    [Fact]
    public async Task Post_WithoutTheApiKey_IsUnauthorized()
    {
        await using var server = await TestServer.StartAsync(new EngineOptions { UiPort = 0, ApiKey = "secret" });
        using var client = Client(server);
        client.DefaultRequestHeaders.Add("x-temporal-console", "1");

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(client, "ListNamespaces", "{}")).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(client, "ListNamespaces", "{}")).StatusCode);
    }

    private static HttpClient Client(TestServer server) =>
        new() { BaseAddress = new Uri($"http://127.0.0.1:{server.Host.UiPort}") };

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string method, string json) =>
        client.PostAsync($"/api/{method}", new StringContent(json, Encoding.UTF8, "application/json"));
}
