using System.Net;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace OpsFlow.Api.Tests.Mcp;

/// <summary>The official client library lists and calls the tools, with each caller's own rights.</summary>
[Collection(AppFixture.Name)]
public sealed class McpTests(AppFixture fixture)
{
    private static readonly string[] s_reading =
        ["get_analysis", "list_analyses", "list_failed_runs", "sum_model_costs"];
    private static readonly string[] s_acting = ["decide_analysis", "report_error"];

    [Fact]
    public async Task Tools_OfAnApprover_ReportReadAndDecideOnlyWithTheHash()
    {
        var server = $"mcp-{Guid.NewGuid():n}";
        using var added = await fixture.App.Http.PostAsJsonAsync("api/v1/servers", new
        {
            name = server, hosts = new[] { "*" }, repositoryUrl = "/nowhere",
        });
        added.EnsureSuccessStatusCode();
        await using var client = await ConnectAsync(await KeyAsync("read", "decide"));
        var tools = await client.ListToolsAsync();
        Assert.Equal(s_reading.Concat(s_acting).Order(), tools.Select(t => t.Name).Order());

        var reported = Text(await client.CallToolAsync("report_error", new Dictionary<string, object?>
        {
            ["server"] = server, ["errorType"] = "shop.Missing", ["message"] = "from an assistant",
            ["stackTrace"] = "shop.Missing: x\n\tat shop.Orders.find(Orders.java:7)\n",
        }));
        var id = JsonNode.Parse(reported)!["analysisId"]!.ToString();
        var listed = await client.CallToolAsync(
            "list_analyses", new Dictionary<string, object?> { ["server"] = server });
        Assert.Contains(id, Text(listed), StringComparison.Ordinal);
        var read = await client.CallToolAsync("get_analysis", Of(id));
        Assert.Contains("from an assistant", Text(read), StringComparison.Ordinal);

        var decided = await client.CallToolAsync("decide_analysis", new Dictionary<string, object?>
        {
            ["id"] = id, ["decision"] = "approve", ["patchHash"] = new string('0', 64),
        });
        Assert.True(decided.IsError);
        Assert.Contains("waits for no decision", Text(decided), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DecideAnalysis_AnotherHash_IsRefusedAndTheShownOneIsTaken()
    {
        using var folder = new TempFolder();
        var repository = GitRepository.Init(folder.Path);
        Directory.CreateDirectory(Path.Combine(folder.Path, "shop"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "shop", "figures.py"), """
            def drop_sold_out(stock):
                for name in stock:
                    if stock[name] == 0:
                        del stock[name]

            """);
        repository.Commit("first");
        var server = $"mcp-{Guid.NewGuid():n}";
        using var added = await fixture.App.Http.PostAsJsonAsync("api/v1/servers", new
        {
            name = server, hosts = new[] { "*" }, repositoryUrl = repository.Folder, language = "python",
        });
        added.EnsureSuccessStatusCode();
        await using var client = await ConnectAsync(await KeyAsync("read", "decide"));
        var reported = Text(await client.CallToolAsync("report_error", new Dictionary<string, object?>
        {
            ["server"] = server, ["errorType"] = "RuntimeError",
            ["message"] = "dictionary changed size during iteration",
            ["stackTrace"] = "Traceback (most recent call last):\n"
                + "  File \"/app/shop/figures.py\", line 2, in drop_sold_out\n    for name in stock:\n"
                + "RuntimeError: dictionary changed size during iteration\n",
        }));
        var id = JsonNode.Parse(reported)!["analysisId"]!.ToString();
        await Until.TrueAsync(async () => await StateAsync(client, id) == "AwaitingApproval", "a change to decide on");
        var shown = JsonNode.Parse(Text(await client.CallToolAsync("get_analysis", Of(id))))!;

        var refused = await DecideAsync(client, id, new string('0', 64));
        Assert.True(refused.IsError);
        Assert.Equal("AwaitingApproval", await StateAsync(client, id));

        var taken = await DecideAsync(client, id, shown["patchHash"]!.ToString());
        Assert.NotEqual(true, taken.IsError);
        await Until.TrueAsync(async () => await StateAsync(client, id) == "Rejected", "the rejection");
        // Who comes later is told who it was.
        var late = await DecideAsync(client, id, shown["patchHash"]!.ToString());
        Assert.True(late.IsError);
        Assert.Contains("assistant has decided already", Text(late), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_OfAReader_AreThoseThatChangeNothing()
    {
        await using var client = await ConnectAsync(await KeyAsync("read"));
        Assert.Equal(s_reading, (await client.ListToolsAsync()).Select(t => t.Name).Order());
        Assert.NotEqual(true, (await client.CallToolAsync("sum_model_costs")).IsError);
        foreach (var tool in s_acting)
        {
            await Assert.ThrowsAnyAsync<ModelContextProtocol.McpException>(
                async () => await client.CallToolAsync(tool));
        }
    }

    [Fact]
    public async Task Call_ArgumentMissingOrWrong_IsNamed()
    {
        await using var client = await ConnectAsync(await KeyAsync("read", "decide"));
        var missing = await client.CallToolAsync(
            "decide_analysis", new Dictionary<string, object?> { ["id"] = "x", ["decision"] = "approve" });
        Assert.True(missing.IsError);
        Assert.Contains("patchHash: is required", Text(missing), StringComparison.Ordinal);

        var wrong = await client.CallToolAsync(
            "sum_model_costs", new Dictionary<string, object?> { ["by"] = "Entry" });
        Assert.True(wrong.IsError);
        Assert.Contains("one of use, day, model", Text(wrong), StringComparison.Ordinal);
        var sums = (await client.ListToolsAsync()).Single(t => t.Name == "sum_model_costs");
        Assert.DoesNotContain("Entry", sums.JsonSchema.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithoutAKey_IsRefused()
    {
        using var http = new HttpClient { BaseAddress = fixture.App.Http.BaseAddress };
        using var response = await http.PostAsJsonAsync("mcp", new { jsonrpc = "2.0", id = 1, method = "tools/list" });
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static Dictionary<string, object?> Of(string id) => new() { ["id"] = id };

    private static async Task<string> StateAsync(McpClient client, string id) =>
        JsonNode.Parse(Text(await client.CallToolAsync("get_analysis", Of(id))))!["state"]!.ToString();

    private static async Task<CallToolResult> DecideAsync(McpClient client, string id, string patchHash) =>
        await client.CallToolAsync("decide_analysis", new Dictionary<string, object?>
        {
            ["id"] = id, ["decision"] = "reject", ["patchHash"] = patchHash, ["reason"] = "not this one",
        });

    private static string Text(CallToolResult result) =>
        string.Concat(result.Content.OfType<TextContentBlock>().Select(c => c.Text));

    private async Task<string> KeyAsync(params string[] scopes)
    {
        using var response = await fixture.App.Http.PostAsJsonAsync("api/v1/keys", new { name = "assistant", scopes });
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["key"]!.ToString();
    }

    private Task<McpClient> ConnectAsync(string key) => McpClient.CreateAsync(new HttpClientTransport(new()
    {
        Endpoint = new Uri(fixture.App.Http.BaseAddress!, "mcp"),
        AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        TransportMode = HttpTransportMode.StreamableHttp,
    }));
}
