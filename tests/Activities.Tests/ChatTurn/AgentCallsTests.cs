using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Agents;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>
/// Each call of a tool has one result, whatever becomes of the others: for the model and for who follows.
/// </summary>
public sealed class AgentCallsTests
{
    private static readonly string[] s_three = ["first", "second", "third"];

    [Fact]
    public async Task AskAsync_SecondOfThreeFails_EachHasItsResultAndOthersAreKept()
    {
        await using var model = await StartAsync(s_three);
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "셋 다");

        var found = await bench.Agent.AskAsync(
            bench.Ask("mcp"), [Tool("first"), Failing("second"), Tool("third")], default);

        Assert.Equal(["first says", "third says"], found.Select(f => f.Text));
        Assert.Equal(["call_0", "call_1", "call_2"], Results(model).Select(r => r["tool_call_id"]!.ToString()));
        Assert.Equal(["ok", "error", "ok"], await StatusesAsync(bench));
        // All of a round begin before any is answered.
        Assert.Equal(
            ["tool_start", "tool_start", "tool_start", "tool_result", "tool_result", "tool_result"],
            (await bench.KindsAsync()).Where(k => k.StartsWith("tool_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AskAsync_ToolThatNeverAnswers_IsCutAndTheOthersAreKept()
    {
        await using var model = await StartAsync(["first", "second"]);
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "둘 다");

        var found = await bench.Agent.AskAsync(
            bench.Ask("mcp") with { Limit = TimeSpan.FromSeconds(5) }, [Tool("first"), Hanging("second")], default);

        Assert.Equal(["first says"], found.Select(f => f.Text));
        Assert.Equal(["ok", "error"], await StatusesAsync(bench));
        Assert.Equal(["call_0", "call_1"], Results(model).Select(r => r["tool_call_id"]!.ToString()));
        Assert.Contains("too long", Results(model)[1]["content"]!.ToString());
    }

    [Fact]
    public async Task AskAsync_StoppedWhileOneRuns_EachCallHasOneResult()
    {
        await using var model = await StartAsync(s_three);
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "셋 다");
        using var stop = new CancellationTokenSource();
        var stopping = Until.TrueAsync(
            async () => (await bench.EventsAsync("tool_result")).Count == 2, "two results");

        var asking = bench.Agent.AskAsync(
            bench.Ask("mcp") with { Limit = TimeSpan.FromMinutes(1) },
            [Tool("first"), Failing("second"), Hanging("third")], stop.Token);
        await stopping;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(["ok", "error", "cancelled"], await StatusesAsync(bench));
        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task AskAsync_CallsOfTheSameIdAndOfNoTool_HaveOneResultEach()
    {
        await using var model = await ScriptedModel.StartAsync((_, n) => n < 2
            ? Same(ScriptedModel.Calls(("first", "{}"), ("first", "{}"), ("nothing", "{}")))
            : ScriptedModel.Says("done"));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "둘 다");

        await bench.Agent.AskAsync(bench.Ask("mcp"), [Tool("first")], default);

        var asked = model.Requests[2]["messages"]!.AsArray();
        var called = asked.SelectMany(m => m!["tool_calls"]?.AsArray() ?? []).Select(c => c!["id"]!.ToString())
            .ToList();
        Assert.Equal(6, called.Distinct().Count());
        Assert.Equal(
            called.Order(),
            asked.Where(m => m!["role"]!.ToString() == "tool").Select(m => m!["tool_call_id"]!.ToString()).Order());
        Assert.Equal(["ok", "ok", "error", "ok", "ok", "error"], await StatusesAsync(bench));
    }

    private static ScriptedModel.Reply Same(ScriptedModel.Reply reply) => reply with
    {
        Body = reply.Body.Replace("call_1", "call_0", StringComparison.Ordinal)
            .Replace("call_2", "call_0", StringComparison.Ordinal),
    };

    private static Task<ScriptedModel> StartAsync(string[] tools) => ScriptedModel.StartAsync((_, n) => n == 0
        ? ScriptedModel.Calls([.. tools.Select(t => (t, "{}"))])
        : ScriptedModel.Says("done"));

    private static AIFunction Tool(string name) => new AgentTool(
        name, "Says.", AgentTool.Schema(), (_, _) => Task.FromResult(new ToolAnswer($"{name} says", true)));

    private static AIFunction Failing(string name) => new AgentTool(
        name, "Fails.", AgentTool.Schema(), (_, _) => throw new InvalidOperationException("no"));

    // It does not even listen to who wants it to stop.
    private static AIFunction Hanging(string name) => new AgentTool(
        name, "Hangs.", AgentTool.Schema(), (_, _) => new TaskCompletionSource<ToolAnswer>().Task);

    private static List<JsonNode> Results(ScriptedModel model) =>
        [.. model.Requests[1]["messages"]!.AsArray().Select(m => m!).Where(m => m["role"]!.ToString() == "tool")];

    // In the order of the calls, each with exactly one result.
    private static async Task<IEnumerable<string>> StatusesAsync(TurnBench bench)
    {
        var results = await bench.EventsAsync("tool_result");
        return (await bench.EventsAsync("tool_start")).Select(s => Assert.Single(
            results, r => r["callId"]!.ToString() == s["callId"]!.ToString())["status"]!.ToString()).ToList();
    }
}
