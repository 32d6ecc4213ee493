using System.Text.Json;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Infrastructure.Mcp;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>Tools of others: called by a model alone, their answers cut and kept as data.</summary>
public sealed class McpNodeTests
{
    [Fact]
    public async Task RunAsync_ModelCallsATool_ItsAnswerIsTheContext()
    {
        await using var model = await ScriptedModel.StartAsync((_, n) => n == 0
            ? ScriptedModel.Calls(("desk_open", """{"ticket":7}"""))
            : ScriptedModel.Says("done"));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "7번 표 상태 알려줘");
        var toolbox = new Toolbox((_, _) => Task.FromResult(new McpAnswer("표 7: 열림", false)));

        var found = await new McpNode(toolbox, bench.Agent).RunAsync(bench.Ask("mcp"), default);

        Assert.Equal(7, Assert.Single(toolbox.Calls)["ticket"]);
        Assert.Contains("표 7: 열림", found.Context);
        Assert.Equal("desk · desk_open", Assert.Single(found.Sources).Title);
        Assert.Equal("desk_open", Assert.Single(await bench.EventsAsync("tool_start"))["tool"]!.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_ToolFails_FindsNothingAndTellsTheModel(bool throws)
    {
        await using var model = await ScriptedModel.StartAsync((_, n) => n == 0
            ? ScriptedModel.Calls(("desk_open", "{}"))
            : ScriptedModel.Says("done"));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "7번 표");
        var toolbox = new Toolbox((_, _) => throws
            ? throw new IOException("key=topsecret")
            : Task.FromResult(new McpAnswer("no such ticket", true)));

        Assert.Equal(0, (await new McpNode(toolbox, bench.Agent).RunAsync(bench.Ask("mcp"), default)).Quality);
        Assert.DoesNotContain("topsecret", model.Requests[1].ToJsonString());
    }

    [Fact]
    public async Task RunAsync_ModelCallsNothing_FindsNothing()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says("done"));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "안녕");
        var toolbox = new Toolbox((_, _) => throw new InvalidOperationException());

        Assert.Equal(0, (await new McpNode(toolbox, bench.Agent).RunAsync(bench.Ask("mcp"), default)).Quality);
        Assert.Empty(toolbox.Calls);
    }

    private sealed class Toolbox(
        Func<IReadOnlyDictionary<string, object?>, CancellationToken, Task<McpAnswer>> callAsync) : IMcpToolbox
    {
        public List<Dictionary<string, int?>> Calls { get; } = [];

        public bool IsSetUp => true;

        public Task<IReadOnlyList<McpTool>> ToolsAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<McpTool>>(
            [
                new(
                    "desk_open", "desk", "Opens a ticket.", JsonElement.Parse("""{"type":"object"}"""),
                    (arguments, token) =>
                    {
                        Calls.Add(arguments.ToDictionary(a => a.Key, a => (a.Value as JsonElement?)?.GetInt32()));
                        return callAsync(arguments, token);
                    }),
            ]);
    }
}
