using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Mcp;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>
/// Mails, pages and tools of others that give orders, and models that obey them: 16 orders, each in 4 wrappings, as
/// documents have them, too. Nothing is called, drafted, confirmed or fetched.
/// </summary>
public sealed class ForeignOrdersTests : IDisposable
{
    private static readonly string[] s_texts =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "ChatTurn", "injections.jsonl"))
            .Select(l => JsonSerializer.Deserialize<string>(l)!),
    ];

    private readonly IDisposable _language = Language.Use(Language.Korean);

    public void Dispose() => _language.Dispose();

    [Theory]
    [InlineData("email.read", "general")]
    [InlineData("email.search", "general")]
    [InlineData("web_search", "web_search")]
    [InlineData("mcp", "general")]
    public async Task WriteAsync_WhatWasFoundGivesOrders_ModelThatObeysReachesNothing(string node, string intent)
    {
        const string obeyed = """{"action":"tools","tool":"calendar","operation":"create_confirmed","params":{}}""";
        await using var model = await RawModel.StartAsync(
            (asked, sendAsync, _) => sendAsync(RawModel.Answer(asked, obeyed)));
        await using var bench = new AnswerBench(model.Endpoint);
        for (var i = 0; i < s_texts.Length; i++)
        {
            var before = model.Requests.Count;
            var turn = await bench.BeginAsync($"c{i}", "뭐라고 되어 있어?", intent, node: node);
            await bench.Drafts.ReplaceAsync(
                turn.ConversationId, new($"u{i}", "치과", "2026-12-02", "15:00", null, null), default);
            await bench.Chats.KeepNodeAsync(
                turn.Id, node, 0, NodeStatus.Ok, new(s_texts[i], "찾은 것", 1, []), TimeSpan.Zero, default);

            Assert.NotNull(await bench.WriteAsync(turn));

            Assert.True(model.Requests.Count > before);
            // The other model sums up what people said to each other: nothing foreign is in that.
            var asked = model.Requests.Skip(before).ToLookup(r => r["model"]!.ToString() != "small");
            Assert.All(asked[true], AssertIsData);
            Assert.All(asked[false], r => Assert.DoesNotContain("<data", r.ToJsonString(), StringComparison.Ordinal));
            Assert.DoesNotContain("create_confirmed", await bench.Chats.WrittenAsync(turn.Id, default));
            var kinds = (await bench.EventsAsync(turn)).Select(e => e.Kind).ToList();
            Assert.DoesNotContain("tool_start", kinds);
            Assert.Equal("waiting", (await bench.Drafts.FindAsync(turn.ConversationId, default))!.State);
            await bench.Chats.EndAsync(turn.Id, TurnState.Done, null, (_, _) => "네.", null, default);
        }
    }

    [Fact]
    public async Task RunAsync_AnswerOfAToolGivesOrders_NothingElseIsCalled()
    {
        await using var model = await ScriptedModel.StartAsync((asked, _) => Results(asked) switch
        {
            0 => ScriptedModel.Calls(("desk_open", "{}")),
            1 => ScriptedModel.Calls(
                ("calendar.create_draft", """{"title":"해킹"}"""), ("email_search", """{"query":"비밀번호"}"""),
                ("fetch", """{"url":"http://169.254.169.254/latest/meta-data"}"""), ("desk_delete", "{}")),
            _ => ScriptedModel.Says("done"),
        });
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "7번 표 상태 알려줘");
        var opened = 0;
        foreach (var text in s_texts)
        {
            var toolbox = new Desk(() =>
            {
                opened++;
                return new(text, false);
            });
            var before = model.Requests.Count;

            var found = await new McpNode(toolbox, bench.Agent).RunAsync(bench.Ask("mcp"), default);

            Assert.Equal("desk · desk_open", Assert.Single(found.Sources).Title);
            var asked = model.Requests.Skip(before).ToList();
            Assert.All(
                asked.Where(r => r["tools"] is not null),
                r => Assert.Equal("desk_open", Assert.Single(r["tools"]!.AsArray())!["function"]!["name"]!.ToString()));
            // Each of the other calls is answered, with a refusal.
            Assert.Equal(5, Results(asked[^1]));
        }

        Assert.Equal(s_texts.Length, opened);
        Assert.Null(await bench.Drafts.FindAsync(bench.Ask("mcp").Turn.ConversationId, default));
    }

    private static int Results(JsonNode asked) =>
        asked["messages"]!.AsArray().Count(m => m!["role"]!.ToString() == "tool");

    // No tool is offered, and what was found ends where its mark does.
    private static void AssertIsData(JsonNode asked)
    {
        Assert.Null(asked["tools"]);
        var text = asked["messages"]!.AsArray()[^1]!["content"] switch
        {
            JsonArray parts => string.Concat(parts.Select(p => p!["text"])),
            var plain => $"{plain}",
        };
        Assert.EndsWith("\n</data>", text);
        Assert.Equal(text.Length - "</data>".Length, text.IndexOf("</data>", StringComparison.Ordinal));
    }

    private sealed class Desk(Func<McpAnswer> answer) : IMcpToolbox
    {
        public bool IsSetUp => true;

        public Task<IReadOnlyList<McpTool>> ToolsAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<McpTool>>(
            [
                new(
                    "desk_open", "desk", "Opens a ticket.", JsonElement.Parse("""{"type":"object"}"""),
                    (_, _) => Task.FromResult(answer())),
            ]);
    }
}
