using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>What workflow code knows of its run, and how workflows are declared.</summary>
public class WorkflowContextTests
{
    private static readonly SearchAttributeKey<string> Keyword = SearchAttributeKey.CreateKeyword("TestKeyword");
    private static readonly SearchAttributeKey<long> Int = SearchAttributeKey.CreateLong("TestInt");
    private static readonly SearchAttributeKey<bool> Bool = SearchAttributeKey.CreateBool("TestBool");
    private static readonly SearchAttributeKey<double> Double = SearchAttributeKey.CreateDouble("TestDouble");
    private static readonly SearchAttributeKey<string> Text = SearchAttributeKey.CreateText("TestText");
    private static readonly SearchAttributeKey<DateTimeOffset> Datetime = SearchAttributeKey.CreateDateTimeOffset("TestDatetime");
    private static readonly SearchAttributeKey<IReadOnlyCollection<string>> List = SearchAttributeKey.CreateKeywordList("TestKeywordList");

    [Workflow]
    public class Knows
    {
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync(string kind)
        {
            var info = Workflow.Info;
            switch (kind)
            {
                case "info":
                    return $"{info.WorkflowId}|{info.RunId}|{info.WorkflowType}|{info.TaskQueue}|{info.Namespace}|{info.Attempt}|"
                        + $"{info.Parent is null}|{info.CronSchedule is null}|{info.ExecutionTimeout}|{info.TaskTimeout}|{info.Priority.PriorityKey}";
                case "history":
                    var before = (Workflow.CurrentHistoryLength, Workflow.CurrentHistorySize);
                    await Workflow.DelayAsync(1);
                    return $"{before.CurrentHistoryLength} {Workflow.CurrentHistoryLength > before.CurrentHistoryLength} "
                        + $"{Workflow.CurrentHistorySize > before.CurrentHistorySize} {Workflow.ContinueAsNewSuggested} "
                        + $"{Workflow.SuggestedContinueAsNewReasons.Count}";
                case "context":
                    return $"{Workflow.InWorkflow} {Workflow.Instance == this} {Workflow.Unsafe.IsReplaying} {Workflow.AllHandlersFinished}";
                case "details":
                    Workflow.CurrentDetails = "how it goes";
                    await Workflow.WaitConditionAsync(() => _done);
                    return Workflow.CurrentDetails;
                case "attributes":
                    Workflow.UpsertTypedSearchAttributes(
                        Keyword.ValueSet("k"), Int.ValueSet(5), Bool.ValueSet(true), Double.ValueSet(1.5), Text.ValueSet("some text"),
                        Datetime.ValueSet(DateTimeOffset.UnixEpoch), List.ValueSet(["a", "b"]));
                    Workflow.UpsertTypedSearchAttributes(Int.ValueUnset());
                    var all = Workflow.TypedSearchAttributes;
                    return $"{all.Count} {all.Get(Keyword)} {all.ContainsKey(Int)} {all.Get(Bool)} {all.Get(Double)} "
                        + $"{all.Get(Datetime).Year} {string.Join("+", all.Get(List))}";
                case "memo":
                    Workflow.UpsertMemo(MemoUpdate.ValueSet("a", 1), MemoUpdate.ValueSet("b", "x"));
                    Workflow.UpsertMemo(MemoUpdate.ValueUnset("b"), MemoUpdate.ValueSet("c", new[] { 1 }));
                    return string.Join(",", Workflow.Memo.Keys.Order());
                case "memo-twice":
                    try
                    {
                        Workflow.UpsertMemo(MemoUpdate.ValueSet("a", 1), MemoUpdate.ValueSet("a", 2));
                    }
                    catch (ArgumentException)
                    {
                        return "refused";
                    }

                    break;
                case "random":
                    var numbers = new[] { Workflow.Random.Next(), Workflow.Random.Next(10), Workflow.Random.Next(5, 6) };
                    var id = Workflow.NewGuid();
                    await Workflow.DelayAsync(1);
                    return $"{numbers[1] is >= 0 and < 10} {numbers[2]} {id != Workflow.NewGuid()} {id.ToString()[14]}";
                case "current-deployment":
                    return $"{Workflow.CurrentDeploymentVersion is null} {Workflow.TargetWorkerDeploymentVersionChanged}";
            }

            return "";
        }

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;
    }

    private static async Task<string> ResultAsync(ServerKind server, string kind)
    {
        var result = "";
        await Scenario.RunAsync(
            server,
            o => o.AddWorkflow<Knows>(),
            async s => result = await s.Client.ExecuteWorkflowAsync((Knows wf) => wf.RunAsync(kind), s.NewWorkflow()));
        return result;
    }

    [Theory, OnOurs, OnOfficial]
    public Task Info_OfARun_IsComplete(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Knows>(),
        async s =>
        {
            var options = s.NewWorkflow();
            options.ExecutionTimeout = TimeSpan.FromHours(1);
            options.TaskTimeout = TimeSpan.FromSeconds(8);
            options.Priority = new(5);
            var handle = await s.Client.StartWorkflowAsync((Knows wf) => wf.RunAsync("info"), options);
            Assert.Equal(
                $"{options.Id}|{handle.ResultRunId}|Knows|{s.TaskQueue}|default|1|True|True|01:00:00|00:00:08|5",
                await handle.GetResultAsync());
        });

    [Theory, OnOurs, OnOfficial]
    public async Task History_LengthAndSize_Grow(ServerKind server) =>
        Assert.Equal("3 True True False 0", await ResultAsync(server, "history"));

    [Theory, OnOurs, OnOfficial]
    public async Task Context_OfWorkflowCode_IsThere(ServerKind server)
    {
        Assert.Equal("True True False True", await ResultAsync(server, "context"));
        Assert.False(Workflow.InWorkflow);
        Assert.Throws<InvalidOperationException>(() => Workflow.Info);
    }

    [Theory, OnOurs, OnOfficial]
    public Task CurrentDetails_Set_AreInTheMetadata(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Knows>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Knows wf) => wf.RunAsync("details"), s.NewWorkflow());
            var metadata = await handle.QueryAsync<Temporalio.Api.Sdk.V1.WorkflowMetadata>("__temporal_workflow_metadata", []);
            Assert.Equal("how it goes", metadata.CurrentDetails);
            Assert.Equal("Finish", metadata.Definition.SignalDefinitions.Single().Name);
            await handle.SignalAsync(wf => wf.FinishAsync());
            Assert.Equal("how it goes", await handle.GetResultAsync());
        });

    [Theory, OnOurs, OnOfficial]
    public async Task SearchAttributes_OfEveryType_AreUpserted(ServerKind server) =>
        Assert.Equal("6 k False True 1.5 1970 a+b", await ResultAsync(server, "attributes"));

    [Theory, OnOurs, OnOfficial]
    public async Task Memo_SetAndUnset_IsMerged(ServerKind server) => Assert.Equal("a,c", await ResultAsync(server, "memo"));

    [Theory, OnOurs, OnOfficial]
    public async Task Memo_SameKeyTwice_IsRefused(ServerKind server) => Assert.Equal("refused", await ResultAsync(server, "memo-twice"));

    [Theory, OnOurs, OnOfficial]
    public async Task Random_NumbersAndGuids_AreInRange(ServerKind server) =>
        Assert.Equal("True 5 True 4", await ResultAsync(server, "random"));

    [Theory, OnOurs, OnOfficial]
    public async Task Deployment_WithoutVersioning_IsNone(ServerKind server) =>
        Assert.Equal("True False", await ResultAsync(server, "current-deployment"));

    public interface IGreeter
    {
        Task<string> RunAsync(string name);
    }

    [Workflow]
    public interface IDeclared
    {
        [WorkflowRun]
        Task<string> RunAsync(string name);

        [WorkflowQuery]
        string Name();
    }

    [Workflow]
    public class Declared : IDeclared
    {
        private string _name = "";

        [WorkflowRun]
        public async Task<string> RunAsync(string name) => _name = name;

        [WorkflowQuery]
        public string Name() => _name;
    }

    [Theory, OnOurs, OnOfficial]
    public Task Workflow_ByItsInterface_IsTheSame(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Declared>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((IDeclared wf) => wf.RunAsync("by interface"), s.NewWorkflow());
            Assert.Equal("by interface", await handle.GetResultAsync());
            Assert.Equal("by interface", await handle.QueryAsync(wf => wf.Name()));
        });

    [Workflow("custom name")]
    public class Named
    {
        [WorkflowRun]
        public async Task<string> RunAsync() => Workflow.Info.WorkflowType;
    }

    [Theory, OnOurs, OnOfficial]
    public Task Workflow_WithAName_IsKnownByIt(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Named>(),
        async s =>
        {
            Assert.Equal("custom name", await s.Client.ExecuteWorkflowAsync((Named wf) => wf.RunAsync(), s.NewWorkflow()));
            Assert.Equal("custom name", await s.Client.ExecuteWorkflowAsync<string>("custom name", [], s.NewWorkflow()));
        });

    [Workflow(Dynamic = true)]
    public class Anything
    {
        [WorkflowRun]
        public async Task<string> RunAsync(IRawValue[] args) => $"{Workflow.Info.WorkflowType} "
            + string.Join("+", args.Select(a => Workflow.PayloadConverter.ToValue<string>(a)));
    }

    [Theory, OnOurs, OnOfficial]
    public Task Workflow_Dynamic_TakesWhatNobodyElseDoes(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Anything>().AddWorkflow<Named>(),
        async s =>
        {
            Assert.Equal("whatever a+b", await s.Client.ExecuteWorkflowAsync<string>("whatever", ["a", "b"], s.NewWorkflow()));
            Assert.Equal("custom name", await s.Client.ExecuteWorkflowAsync<string>("custom name", [], s.NewWorkflow()));
        });

    [Workflow]
    public class Initialised
    {
        private readonly string _given;

        [WorkflowInit]
        public Initialised(string name, int number = 3) => _given = $"{name}{number}";

        [WorkflowRun]
        public async Task<string> RunAsync(string name, int number = 3) => $"{_given} {name}{number}";
    }

    [Theory, OnOurs, OnOfficial]
    public Task Workflow_WithInit_GetsTheArgumentsInItsConstructor(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Initialised>(),
        async s => Assert.Equal("a3 a3", await s.Client.ExecuteWorkflowAsync<string>("Initialised", ["a"], s.NewWorkflow())));

    [Workflow]
    public class Retried
    {
        [WorkflowRun]
        public async Task<string> RunAsync() => Workflow.Info.Attempt < 2
            ? throw new ApplicationFailureException("attempt 1")
            : $"{Workflow.Info.Attempt} {Workflow.Info.LastFailure?.Message} {Workflow.Info.FirstExecutionRunId != Workflow.Info.RunId}";
    }

    [Theory, OnOurs, OnOfficial]
    public Task Info_OfALaterAttempt_HasTheLastFailure(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Retried>(),
        async s =>
        {
            var options = s.NewWorkflow();
            options.RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10) };
            Assert.Equal("2 attempt 1 True", await s.Client.ExecuteWorkflowAsync((Retried wf) => wf.RunAsync(), options));
        });

    [Workflow]
    public class Counts
    {
        [WorkflowRun]
        public async Task<int> RunAsync() => Workflow.Info.LastResult is { Count: 1 } last
            ? Workflow.PayloadConverter.ToValue<int>(last.Single()) + 1
            : 1;
    }

    [Theory, OnOurs, OnOfficial]
    public Task Info_OfACronRun_HasTheLastResult(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Counts>(),
        async s =>
        {
            var options = s.NewWorkflow();
            options.CronSchedule = "@every 1s";
            var first = await s.Client.StartWorkflowAsync((Counts wf) => wf.RunAsync(), options);
            Assert.Equal(1, await first.GetResultAsync(followRuns: false).ContinueWith(
                t => t.IsFaulted ? 1 : t.Result, TaskScheduler.Default));
            await Scenario.EventuallyAsync(async () =>
            {
                var runs = await s.Client.ListWorkflowsAsync($"WorkflowId = '{options.Id}' AND ExecutionStatus = 'Completed'").ToListAsync();
                Assert.True(runs.Count >= 2);
                var results = await Task.WhenAll(runs.Select(async r => (await s.Client.GetWorkflowHandle(r.Id, r.RunId)
                    .FetchHistoryAsync()).Events.Last().WorkflowExecutionCompletedEventAttributes.Result.Payloads_[0].Data.ToStringUtf8()));
                Assert.Contains("2", results);
            });
            await s.Client.GetWorkflowHandle(options.Id!).TerminateAsync();
        },
        replay: false);

    [Workflow]
    public class Callback
    {
        [WorkflowRun]
        public async Task<string> RunAsync() => $"{Workflow.Patched("yes")} {Workflow.Patched("no")} {Workflow.Patched("no")}";
    }

    [Theory, OnOurs, OnOfficial]
    public async Task PatchActivationCallback_SayingNo_LeavesTheOldCode(ServerKind server)
    {
        var asked = new List<string>();
        await Scenario.RunAsync(
            server,
            o => o.AddWorkflow<Callback>().PatchActivationCallback = input =>
            {
                asked.Add($"{input.PatchId} {input.WorkflowInfo.WorkflowType}");
                return input.PatchId == "yes";
            },
            async s =>
            {
                var handle = await s.Client.StartWorkflowAsync((Callback wf) => wf.RunAsync(), s.NewWorkflow());
                Assert.Equal("True False False", await handle.GetResultAsync());
                Assert.Single((await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.MarkerRecorded);
            });
        Assert.Equal(["yes Callback", "no Callback"], asked);
    }

    [Workflow(FailureExceptionTypes = [typeof(ArithmeticException)])]
    public class OwnFailureTypes
    {
        [WorkflowRun]
        public async Task RunAsync() => throw new DivideByZeroException("zero");
    }

    [Theory, OnOurs, OnOfficial]
    public Task FailureExceptionTypes_OfTheWorkflow_FailIt(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<OwnFailureTypes>(),
        async s =>
        {
            var error = await Assert.ThrowsAsync<WorkflowFailedException>(
                () => s.Client.ExecuteWorkflowAsync((OwnFailureTypes wf) => wf.RunAsync(), s.NewWorkflow()));
            Assert.Equal("DivideByZeroException", Assert.IsType<ApplicationFailureException>(error.InnerException).ErrorType);
        });

    [Theory, OnOurs, OnOfficial]
    public async Task TaskEvents_OfAWorker_SeeEachTask(ServerKind server)
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await Scenario.RunAsync(
            server,
            o =>
            {
                o.AddWorkflow<Named>();
                o.WorkflowTaskStarting += (_, e) => seen.Enqueue($"starting {e.WorkflowInfo.WorkflowType}");
                o.WorkflowTaskCompleted += (_, e) => seen.Enqueue($"completed {e.WorkflowDefinition.Name} {e.TaskFailureException is null}");
            },
            s => s.Client.ExecuteWorkflowAsync((Named wf) => wf.RunAsync(), s.NewWorkflow()));
        Assert.Equal(["starting custom name", "completed custom name True"], seen.Take(2));
    }
}
