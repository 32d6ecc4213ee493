using OpsFlow.Activities.ChatTurn;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Domain.Text;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Workflows.ChatTurn;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>Every row of the policies does what it says: attempts, limit, mode, and the breaker.</summary>
public sealed class ChatPolicyTests : IDisposable
{
    // Not asked as nodes: the classifier, the model of an answer, and the summary.
    private static readonly string[] s_models = ["intent", "general", "summary"];

    private readonly IDisposable _language = Language.Use(Language.Korean);

    public static TheoryData<string> Nodes => new(
        ConversationFiles.Read(ConversationFiles.Shipped).Rules!.Policies.Nodes.Keys.Except(s_models)
            .Select(n => n == "tool" ? "infra.disk" : n).ToArray());

    public void Dispose() => _language.Dispose();

    [Theory]
    [MemberData(nameof(Nodes))]
    public async Task RunNodeAsync_RowOfThePolicies_IsWhatCounts(string node)
    {
        await using var bench = await TurnBench.StartAsync(new("http://127.0.0.1:1/v1"), "안녕");
        var failing = new Failing(node);
        var activities = new ChatTurnActivities(
            bench.Chats, bench.Planner, null!, bench.Breakers, bench.Library, null!, [failing], null!, null!,
            TimeProvider.System);
        var turn = bench.Ask(node).Turn.Id;
        await bench.Chats.KeepPlanAsync(
            turn,
            new("tools", [new(node, new Dictionary<string, string>(), true)], [], null, null, [], "v", null), null,
            default);
        var policy = bench.Library.Rules.Policies.Of(node);

        var plan = await new ActivityEnvironment().RunAsync(
            () => activities.PlanAsync(new(turn, TimeSpan.FromMinutes(1))));
        var planned = Assert.Single(plan.Nodes);
        Assert.Equal(
            (policy.Seconds, policy.Retries + 1, policy.Mode),
            (planned.Seconds, planned.Attempts, $"{planned.Mode}".ToLowerInvariant()));

        var input = new NodeInput(turn, node, 0, planned.Attempts, planned.Seconds);
        for (var i = 0; i < policy.Breaker; i++)
        {
            await Assert.ThrowsAsync<ApplicationFailureException>(
                () => new ActivityEnvironment().RunAsync(() => activities.RunNodeAsync(input)));
        }

        Assert.Equal(
            NodeStatus.BreakerOpen,
            (await new ActivityEnvironment().RunAsync(() => activities.RunNodeAsync(input))).Status);
        Assert.Equal(policy.Breaker, failing.Asked);
    }

    [Fact]
    public async Task PlanAsync_ClassifierThatFails_IsLeftAloneForAWhile()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Fails(400));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "안녕");
        var policy = bench.Library.Rules.Policies.Of("intent");

        for (var i = 0; i < policy.Breaker + 2; i++)
        {
            var turn = await bench.BeginAsync(new($"u{i}", "s1", "c1", "상대성이론 좀 쉽게 설명해줘", "ko", null, null));
            // The rules' own route, all the same.
            Assert.Equal("route", (await bench.Planner.PlanAsync(turn, default)).Plan.Action);
        }

        Assert.Equal(policy.Breaker, model.Requests.Count);
    }

    [Fact]
    public async Task PlanAsync_ClassifierThatIsIll_IsTriedAgainByItsPipelineAlone()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Fails(503));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "안녕");
        var turn = await bench.BeginAsync(new("u1", "s1", "c1", "상대성이론 좀 쉽게 설명해줘", "ko", null, null));

        await bench.Planner.PlanAsync(turn, default);

        Assert.Equal(3, model.Requests.Count);
    }

    [Fact]
    public async Task WriteAsync_ModelsThatFail_AreTriedAsOftenAsThePolicySaysAndThenLeftAlone()
    {
        await using var model = await RawModel.StartAsync((_, sendAsync, _) => sendAsync(RawModel.Stream()));
        await using var bench = new AnswerBench(model.Endpoint);
        var policy = ConversationFiles.Read(ConversationFiles.Shipped).Rules!.Policies.Of("general");

        var first = await bench.BeginAsync("c0", "한국의 수도는?");
        Assert.False(await bench.WriteAsync(first));
        Assert.Equal(
            Enumerable.Range(0, policy.Retries + 1).Select(i => i % 2 == 0 ? "big" : "small"),
            model.Requests.Select(r => r["model"]!.ToString()));
        Assert.Contains("응답을 받지 못했습니다", await bench.Chats.WrittenAsync(first.Id, default));
        await bench.Chats.EndAsync(first.Id, TurnState.Done, null, (_, written) => written, null, default);

        // The breaker is the reasoner's: the other one is still asked.
        for (var i = 1; i <= policy.Breaker; i++)
        {
            var turn = await bench.BeginAsync($"c{i}", "한국의 수도는?");
            await bench.WriteAsync(turn);
            await bench.Chats.EndAsync(turn.Id, TurnState.Done, null, (_, written) => written, null, default);
        }

        Assert.Equal(policy.Breaker, model.Requests.Count(r => r["model"]!.ToString() == "big"));
        Assert.Equal("small", model.Requests[^1]["model"]!.ToString());

        // Another one that a turn asks for is not left alone with it.
        await bench.WriteAsync(await bench.BeginAsync("other", "한국의 수도는?", model: "house"));
        Assert.Contains("house-large", model.Requests.Select(r => r["model"]!.ToString()));
    }

    private sealed class Failing(string name) : IChatNode
    {
        public int Asked { get; private set; }

        public IReadOnlyList<string> Names { get; } = [name];

        public Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
        {
            Asked++;
            throw new InvalidOperationException("no");
        }
    }
}
