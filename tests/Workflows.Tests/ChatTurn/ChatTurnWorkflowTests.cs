using OpsFlow.Workflows.ChatTurn;
using OpsFlow.Workflows.Shared;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace OpsFlow.Workflows.Tests.ChatTurn;

public sealed class ChatTurnWorkflowTests(ChatServerFixture fixture) : IClassFixture<ChatServerFixture>
{
    private readonly ScriptedTurn _activities = new();

    [Fact]
    public Task Run_NothingToAsk_AnswersGradesAndEnds() => RunAsync(async handle =>
    {
        Assert.Equal(new TurnResult(TurnState.Done), await handle.GetResultAsync());
        Assert.Equal(["plan", "answer 1", "grade", "record Done"], _activities.Calls);
    });

    [Fact]
    public Task Run_SeveralNodes_AreAskedAtTheSameTime()
    {
        var (begun, both) = (0, new TaskCompletionSource());
        _activities.Plan = new([Node("waste_rag"), Node("location")], false);
        _activities.OnCallAsync = name =>
        {
            if (!name.StartsWith("node ", StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            if (Interlocked.Increment(ref begun) == 2)
            {
                both.SetResult();
            }

            return both.Task;
        };
        return RunAsync(async handle =>
        {
            Assert.Equal(TurnState.Done, (await handle.GetResultAsync()).State);
            Assert.Equal(["node location 0", "node waste_rag 0"], Calls("node ").Order());
        });
    }

    [Theory]
    [InlineData(NodeMode.Fallback, TurnState.Done)]
    [InlineData(NodeMode.Open, TurnState.Done)]
    [InlineData(NodeMode.Close, TurnState.Failed)]
    public Task Run_NodeThatKeepsFailing_IsTriedAsItsPolicySaysAndMeansWhatItsModeSays(NodeMode mode, TurnState end)
    {
        _activities.Plan = new([Node("bulk_waste", mode, attempts: 3, isRequired: mode != NodeMode.Open)], false);
        _activities.OnNode = n => n.Node == "bulk_waste"
            ? throw ScriptedTurn.Fault("down") : new(n.Node, NodeStatus.Missing);
        return RunAsync(async handle =>
        {
            Assert.Equal(end, (await handle.GetResultAsync()).State);
            Assert.Equal(3, Calls("node bulk_waste").Count);
            Assert.Contains("failed bulk_waste Failed", _activities.Calls);
            if (end == TurnState.Failed)
            {
                Assert.Contains("record Failed node_closed: bulk_waste", _activities.Calls);
                Assert.Empty(Calls("answer "));
            }
        });
    }

    [Fact]
    public Task Run_NodeThatTakesTooLong_IsMarkedSo()
    {
        _activities.Plan = new([Node("weather", isRequired: false, mode: NodeMode.Open, attempts: 1)], false);
        _activities.OnNode = _ => throw ScriptedTurn.Fault("slow", ChatTurnWorkflow.NodeTimedOut);
        return RunAsync(async handle =>
        {
            Assert.Equal(TurnState.Done, (await handle.GetResultAsync()).State);
            Assert.Contains("failed weather TimedOut", _activities.Calls);
        });
    }

    [Fact]
    public Task Run_BreakerOpen_IsNotTriedAgain()
    {
        _activities.Plan = new([Node("location", isRequired: false, mode: NodeMode.Open, attempts: 3)], false);
        _activities.OnNode = n => new(n.Node, NodeStatus.BreakerOpen);
        return RunAsync(async handle =>
        {
            Assert.Equal(TurnState.Done, (await handle.GetResultAsync()).State);
            Assert.Single(Calls("node "));
        });
    }

    [Fact]
    public Task Run_RequiredMissing_AsksOtherwiseThenTheWebThenSaysSo()
    {
        _activities.Plan = new([Node("waste_rag")], false);
        _activities.OnNode = n => new(n.Node, NodeStatus.Missing);
        return RunAsync(async handle =>
        {
            Assert.Equal(TurnState.Done, (await handle.GetResultAsync()).State);
            Assert.Equal(["node waste_rag 0", "node waste_rag 1", "node web_search 2"], Calls("node "));
            Assert.Contains("answer 1 clarify", _activities.Calls);
        });
    }

    [Fact]
    public Task Run_OwnToolThatTellsNothing_AsksNobodyElse()
    {
        _activities.Plan = new([Node("calendar.today", attempts: 1)], false);
        _activities.OnNode = _ => throw ScriptedTurn.Fault("slow", ChatTurnWorkflow.NodeTimedOut);
        return RunAsync(async handle =>
        {
            Assert.Equal(TurnState.Done, (await handle.GetResultAsync()).State);
            Assert.Equal(["node calendar.today 0"], Calls("node "));
            Assert.Contains("answer 1", _activities.Calls);
        });
    }

    [Theory]
    [InlineData(0.69, true)]
    [InlineData(0.7, false)]
    public Task Run_QualityUnderTheThreshold_IsMissing(double quality, bool asksAgain)
    {
        _activities.Plan = new([Node("waste_rag")], false);
        _activities.OnNode = n => new(n.Node, NodeStatus.Ok, n.Strategy == 0 ? quality : 1);
        return RunAsync(async handle =>
        {
            await handle.GetResultAsync();
            Assert.Equal(asksAgain ? 2 : 1, Calls("node ").Count);
            Assert.Contains("answer 1", _activities.Calls);
        });
    }

    [Fact]
    public Task Run_PoorGrades_AreFollowedByOneNewAttemptNeverTwo()
    {
        _activities.Grades.Enqueue(new("C", "retry"));
        _activities.Grades.Enqueue(new("C", "retry"));
        return RunAsync(async handle =>
        {
            Assert.Equal(TurnState.Done, (await handle.GetResultAsync()).State);
            Assert.Equal(["answer 1", "answer 2 retry"], Calls("answer "));
            // What is shown in the end has a grade of its own.
            Assert.Equal(2, Calls("grade").Count);
        });
    }

    [Fact]
    public Task Run_GraderThatFails_LeavesTheAnswerAsItIs()
    {
        _activities.OnCallAsync = name => name == "grade" ? throw ScriptedTurn.Fault("no") : Task.CompletedTask;
        return RunAsync(async handle =>
            Assert.Equal(TurnState.Done, (await handle.GetResultAsync()).State));
    }

    [Fact]
    public Task Run_LocationNeeded_WaitsAndGoesOnWithTheAnswer()
    {
        _activities.Plan = new([Node("location")], true);
        return RunAsync(async handle =>
        {
            await WaitAsync(handle, TurnState.NeedsInput);
            await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => handle.ExecuteUpdateAsync(
                w => w.SubmitAnswerAsync(new("서울", "mina", "draft"))));
            await handle.SignalAsync(
                w => w.AnswerAskedAsync(new("부산", ScriptedTurn.Forger, ChatTurnWorkflow.Location)));
            Assert.True(await handle.ExecuteUpdateAsync(
                w => w.SubmitAnswerAsync(new("서울", "mina", ChatTurnWorkflow.Location))));
            Assert.Equal(TurnState.Done, (await handle.GetResultAsync()).State);
            Assert.Equal(["take 서울"], Calls("take "));
        });
    }

    [Fact]
    public Task Run_NobodySaysWhere_GoesOnAfterTwoMinutes()
    {
        _activities.Plan = new([Node("location")], true);
        return RunAsync(async handle =>
        {
            Assert.Equal(TurnState.Done, (await handle.GetResultAsync()).State);
            Assert.Empty(Calls("take "));
            Assert.Single(Calls("node "));
        });
    }

    [Fact]
    public Task Run_Canceled_EndsAtOnceWhateverANodeDoes()
    {
        var never = new TaskCompletionSource();
        _activities.Plan = new([Node("waste_rag"), Node("location")], false);
        _activities.OnCallAsync = name => name == "node location 0" ? never.Task : Task.CompletedTask;
        return RunAsync(async handle =>
        {
            await WaitAsync(handle, TurnState.Nodes);
            await handle.CancelAsync();
            var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.IsType<CanceledFailureException>(failure.InnerException);
            Assert.Contains("record Canceled", _activities.Calls);
            never.SetResult();
        });
    }

    private static NodePlan Node(
        string name, NodeMode mode = NodeMode.Fallback, int attempts = 2, bool isRequired = true) =>
        new(name, 3, attempts, mode, isRequired);

    private static async Task WaitAsync(WorkflowHandle<ChatTurnWorkflow, TurnResult> handle, TurnState state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (await handle.QueryAsync(w => w.State()) != state)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private List<string> Calls(string kind) =>
        [.. _activities.Calls.Where(c => c.StartsWith(kind, StringComparison.Ordinal))];

    private async Task RunAsync(Func<WorkflowHandle<ChatTurnWorkflow, TurnResult>, Task> test)
    {
        var client = fixture.Environment.Client;
        using var chat = new TemporalWorker(
            client, new TemporalWorkerOptions(TaskQueues.Chat).AddWorkflow<ChatTurnWorkflow>()
                .AddAllActivities(_activities));
        using var light = new TemporalWorker(
            client, new TemporalWorkerOptions(TaskQueues.LightOf(TaskQueues.Chat)).AddAllActivities(_activities));
        WorkflowHistory? history = null;
        await chat.ExecuteAsync(() => light.ExecuteAsync(async () =>
        {
            var id = Guid.NewGuid().ToString("n");
            var handle = await client.StartWorkflowAsync(
                (ChatTurnWorkflow w) => w.RunAsync(new TurnInput(id, null)),
                new(id: ChatTurnWorkflow.IdOf(id), taskQueue: TaskQueues.Chat));
            await test(handle);
            history = await handle.FetchHistoryAsync();
        }));

        // Whatever the test did must replay.
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<ChatTurnWorkflow>());
        await replayer.ReplayWorkflowAsync(history!);
    }
}
