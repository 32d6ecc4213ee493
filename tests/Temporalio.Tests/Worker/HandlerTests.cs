using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

public class HandlerTests
{
    [Workflow]
    public class Updatable
    {
        private readonly List<string> _log = [];
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            _log.Add("run");
            await Workflow.WaitConditionAsync(() => _done && Workflow.AllHandlersFinished);
            return string.Join(",", _log);
        }

        [WorkflowQuery]
        public string Log(string separator = ";") => string.Join(separator, _log);

        [WorkflowQuery]
        public string Broken() => throw new InvalidOperationException("query broke");

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;

        [WorkflowUpdate]
        public async Task<string> SlowAsync(string word)
        {
            _log.Add($"start {word} {Workflow.CurrentUpdateInfo!.Name}");
            var echoed = await Workflow.ExecuteActivityAsync(
                () => Echo(word), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
            await Workflow.DelayAsync(1);
            _log.Add($"end {word}");
            return echoed;
        }

        [WorkflowUpdate]
        public async Task FailAsync() => throw new ApplicationFailureException("update failed");
    }

    [Activity]
    public static string Echo(string word) => $"echo {word}";

    [Theory, OnOurs, OnOfficial]
    public Task Update_WithActivityAndTimer_ReturnsResult(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Updatable>().AddActivity(Echo),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Updatable wf) => wf.RunAsync(), s.NewWorkflow());
            // Answered after the first task: from here on the run method has begun.
            Assert.Equal("run", await handle.QueryAsync(wf => wf.Log(";")));
            Assert.Equal("echo a", await handle.ExecuteUpdateAsync(wf => wf.SlowAsync("a")));
            var second = await handle.StartUpdateAsync(
                wf => wf.SlowAsync("b"), new WorkflowUpdateStartOptions(WorkflowUpdateStage.Accepted));
            await handle.SignalAsync(wf => wf.FinishAsync());
            Assert.Equal("echo b", await second.GetResultAsync());
            Assert.Equal("run,start a Slow,end a,start b Slow,end b", await handle.GetResultAsync());
        });

    [Theory, OnOurs, OnOfficial]
    public Task Update_Fails_CallerSeesTheFailure(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Updatable>().AddActivity(Echo),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Updatable wf) => wf.RunAsync(), s.NewWorkflow());
            // Answered after the first task: from here on the run method has begun.
            Assert.Equal("run", await handle.QueryAsync(wf => wf.Log(";")));
            var failed = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
                () => handle.ExecuteUpdateAsync(wf => wf.FailAsync()));
            Assert.Equal("update failed", failed.InnerException!.Message);
            var unknown = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
                () => handle.ExecuteUpdateAsync("Nothing", []));
            Assert.Contains("known updates: [Fail Slow]", unknown.InnerException!.Message);
            await handle.SignalAsync(wf => wf.FinishAsync());
            Assert.Equal("run", await handle.GetResultAsync());
        });

    [Theory, OnOurs, OnOfficial]
    public Task Update_RejectedBeforeOthers_LeavesHistoryUsable(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<WorkflowBasicsTests.Counter>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync(
                (WorkflowBasicsTests.Counter wf) => wf.RunAsync(), s.NewWorkflow());
            for (var i = 0; i < 3; i++)
            {
                await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
                    () => handle.ExecuteUpdateAsync(wf => wf.SetAsync(-1)));
                Assert.Equal(i * 10, await handle.ExecuteUpdateAsync(wf => wf.SetAsync((i + 1) * 10)));
            }

            await handle.SignalAsync(wf => wf.FinishAsync());
            Assert.Equal(30, await handle.GetResultAsync());
        });

    [Theory, OnOurs, OnOfficial]
    public Task Query_ErrorsAndArguments_AreAnswered(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Updatable>().AddActivity(Echo),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Updatable wf) => wf.RunAsync(), s.NewWorkflow());
            // Answered after the first task: from here on the run method has begun.
            Assert.Equal("run", await handle.QueryAsync(wf => wf.Log(";")));
            Assert.Equal("run", await handle.QueryAsync(wf => wf.Log("+")));
            Assert.Equal("run", await handle.QueryAsync<string>("Log", []));
            var broken = await Assert.ThrowsAsync<WorkflowQueryFailedException>(
                () => handle.QueryAsync(wf => wf.Broken()));
            Assert.Equal("query broke", broken.Message);
            var unknown = await Assert.ThrowsAsync<WorkflowQueryFailedException>(
                () => handle.QueryAsync<string>("Nothing", []));
            Assert.Equal(
                "Query handler for Nothing expected but not found, known queries: [Broken Log]", unknown.Message);
            await handle.SignalAsync(wf => wf.FinishAsync());
            Assert.Equal("run", await handle.GetResultAsync());
            Assert.Equal("run", await handle.QueryAsync(wf => wf.Log("+")));
        });

    [Theory, OnOurs, OnOfficial]
    public Task Everything_WithoutCache_ReplaysEachTask(ServerKind server) => Scenario.RunAsync(
        server,
        o =>
        {
            o.MaxCachedWorkflows = 0;
            o.AddWorkflow<Updatable>().AddActivity(Echo);
        },
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Updatable wf) => wf.RunAsync(), s.NewWorkflow());
            // Answered after the first task: from here on the run method has begun.
            Assert.Equal("run", await handle.QueryAsync(wf => wf.Log(";")));
            Assert.Equal("echo a", await handle.ExecuteUpdateAsync(wf => wf.SlowAsync("a")));
            Assert.Equal("run;start a Slow;end a", await handle.QueryAsync(wf => wf.Log(";")));
            Assert.Equal("echo b", await handle.ExecuteUpdateAsync(wf => wf.SlowAsync("b")));
            await handle.SignalAsync(wf => wf.FinishAsync());
            Assert.Equal("run,start a Slow,end a,start b Slow,end b", await handle.GetResultAsync());
        });

    [Workflow(Dynamic = true)]
    public class DynamicWorkflow
    {
        private readonly List<string> _log = [];
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync(IRawValue[] args)
        {
            _log.Add($"{Workflow.Info.WorkflowType}({Workflow.PayloadConverter.ToValue<string>(args[0])})");
            await Workflow.WaitConditionAsync(() => _done);
            return string.Join(",", _log);
        }

        [WorkflowSignal(Dynamic = true)]
        public async Task SignalAsync(string name, IRawValue[] args)
        {
            _log.Add($"signal {name} {args.Length}");
            _done = name == "finish";
        }

        [WorkflowQuery(Dynamic = true)]
        public string Query(string name, IRawValue[] args) => $"query {name} {args.Length}";

        [WorkflowUpdate(Dynamic = true)]
        public async Task<string> UpdateAsync(string name, IRawValue[] args) => $"update {name} {args.Length}";
    }

    [Theory, OnOurs, OnOfficial]
    public Task DynamicHandlers_UnknownNames_AreCalled(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<DynamicWorkflow>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync("Anything", ["x"], s.NewWorkflow());
            Assert.Equal("query two 1", await handle.QueryAsync<string>("two", [1]));
            await handle.SignalAsync("one", [1, 2]);
            Assert.Equal("update three 0", await handle.ExecuteUpdateAsync<string>("three", []));
            await handle.SignalAsync("finish", []);
            Assert.Equal("Anything(x),signal one 2,signal finish 0", await handle.GetResultAsync<string>());
        });

    [Workflow]
    public class LateHandlers
    {
        private readonly List<string> _log = [];

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            await Workflow.DelayAsync(200);
            Workflow.Signals["late"] = WorkflowSignalDefinition.CreateWithoutAttribute(
                "late", async (string word) => { _log.Add(word); });
            await Workflow.WaitConditionAsync(() => _log.Count >= 2);
            Workflow.DynamicSignal = WorkflowSignalDefinition.CreateWithoutAttribute(
                null, async (string name, IRawValue[] args) => { _log.Add($"dynamic {name}"); });
            await Workflow.WaitConditionAsync(() => _log.Count >= 3);
            return string.Join(",", _log);
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Signals_BeforeTheirHandler_AreBuffered(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<LateHandlers>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((LateHandlers wf) => wf.RunAsync(), s.NewWorkflow());
            await handle.SignalAsync("late", ["a"]);
            await handle.SignalAsync("other", []);
            await handle.SignalAsync("late", ["b"]);
            Assert.Equal("a,b,dynamic other", await handle.GetResultAsync());
        });

    [Workflow]
    public class WithInit
    {
        private readonly List<string> _log = [];

        [WorkflowInit]
        public WithInit(string word) => _log.Add($"init {word}");

        [WorkflowRun]
        public async Task<string> RunAsync(string word)
        {
            _log.Add($"run {word}");
            return string.Join(",", _log);
        }

        [WorkflowSignal]
        public async Task EarlyAsync() => _log.Add("signal");
    }

    [Theory, OnOurs, OnOfficial]
    public Task SignalWithStart_InitConstructor_RunsBeforeSignalBeforeRun(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<WithInit>(),
        async s =>
        {
            var options = s.NewWorkflow();
            options.SignalWithStart((WithInit wf) => wf.EarlyAsync());
            var handle = await s.Client.StartWorkflowAsync((WithInit wf) => wf.RunAsync("x"), options);
            Assert.Equal("init x,signal,run x", await handle.GetResultAsync());
        });
}
