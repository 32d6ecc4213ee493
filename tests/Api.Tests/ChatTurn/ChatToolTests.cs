using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>Turns whose model calls tools: ours, and those of a real MCP server.</summary>
public sealed class ChatToolTests : IAsyncLifetime
{
    private readonly string _session = Guid.NewGuid().ToString("n");
    private readonly TempFolder _data = new();
    private ModelServerHost _model = null!;
    private AppProcess _app = null!;

    private HttpClient Http => _app.Http;

    public async Task InitializeAsync()
    {
        _model = await ModelServerHost.StartAsync(new()
        {
            Rules =
            [
                new()
                {
                    Use = "classify", Contains = "You decide what a message asks for",
                    Texts = ["""{"action":"route","intents":["general"],"confidence":0.9}"""],
                },
                new()
                {
                    Use = "agent", Contains = "[할 일] bulk_waste", Texts = ["done"],
                    Tools = new Dictionary<string, string>
                    {
                        ["get_collection_info"] = """{"sigungu":"마포구"}""",
                        ["search_fee"] = """{"sigungu":"마포구","item":"소파"}""",
                    },
                },
                new()
                {
                    Use = "mcp", Contains = "[할 일] mcp", Texts = ["done"],
                    Tools = new Dictionary<string, string>
                    {
                        ["demo_get-sum"] = """{"a":2,"b":3}""", ["demo_get-env"] = "{}",
                    },
                },
                new() { Use = "answer", Texts = ["알려 드릴게요."] },
            ],
        });
        var mcp = _data.Write(
            "mcp.yaml",
            $$"""
            servers:
              demo:
                command: node
                arguments: ["{{NpmPackages.McpServer.PathOf(
                    "@modelcontextprotocol", "server-everything", "dist", "index.js")}}", stdio]
                tools: [get-sum, echo]
            """);
        _app = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_LLM_URL"] = $"{_model.Endpoint}", ["OPSFLOW_LLM_MODEL"] = "scripted-1",
            ["OPSFLOW_API_RATE"] = "0", ["OPSFLOW_TEMPORAL_PORT"] = "0", ["OPSFLOW_MCP_FILE"] = mcp,
        });
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _model.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Ask_TwoToolsOfANode_AreBothInTheStream()
    {
        var events = await Http.TurnEventsAsync(await Http.SayAsync(_session, "마포구에서 소파 버리는 수수료"));

        Assert.Equal("done", events[^1].Kind);
        var kinds = events.Select(e => e.Kind).Where(k => k is "node_start" or "node_end" or "tool_start"
            or "tool_result").ToList();
        Assert.Equal(("node_start", "node_end"), (kinds[0], kinds[^1]));
        Assert.Equal(2, kinds.Count(k => k == "tool_start"));
        var results = events.Where(e => e.Kind == "tool_result").ToList();
        Assert.Equal(2, results.Select(r => r.Data["callId"]!.ToString()).Distinct().Count());
        Assert.All(results, r => Assert.True(r.Data["found"]!.GetValue<bool>()));
        Assert.Contains("5,000", events.Single(e => e.Kind == "node_end").Data["summary"]!.ToString());
    }

    [RequiresFact(Counterparts.McpServer)]
    public async Task Ask_ToolOfAnMcpServer_IsCalledAndOneThatIsNotNamedIsNot()
    {
        var events = await Http.TurnEventsAsync(await Http.SayAsync(_session, "2와 3을 더하면 얼마야 계산해봐"));

        Assert.Equal("done", events[^1].Kind);
        Assert.Equal(
            ["demo_get-sum: ok", "demo_get-env: error"],
            events.Where(e => e.Kind == "tool_result").Select(e => $"{e.Data["tool"]}: {e.Data["status"]}"));
        var node = events.Single(e => e.Kind == "node_end");
        Assert.Equal("mcp", node.Data["node"]!.ToString());
        Assert.Contains("5", node.Data["summary"]!.ToString());
    }
}
