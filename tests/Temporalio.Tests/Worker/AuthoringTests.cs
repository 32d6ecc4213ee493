using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Worker;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

public class AuthoringTests
{
    private static readonly SearchAttributeKey<string> Keyword = SearchAttributeKey.CreateKeyword("TestKeyword");
    private static readonly SearchAttributeKey<long> Int = SearchAttributeKey.CreateLong("TestInt");

    [Workflow]
    public class Attributes
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            var before = Workflow.TypedSearchAttributes.Get(Keyword);
            Workflow.UpsertTypedSearchAttributes(Keyword.ValueSet("changed"), Int.ValueSet(7));
            Workflow.UpsertMemo(MemoUpdate.ValueSet("added", 1), MemoUpdate.ValueUnset("given"));
            await Workflow.DelayAsync(1);
            Workflow.UpsertTypedSearchAttributes(Int.ValueUnset());
            return $"{before} {Workflow.TypedSearchAttributes.Get(Keyword)} {Workflow.TypedSearchAttributes.ContainsKey(Int)} "
                + string.Join("+", Workflow.Memo.Keys);
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Upsert_AttributesAndMemo_AreSeenInsideAndOutside(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Attributes>(),
        async s =>
        {
            var options = s.NewWorkflow();
            options.Memo = new Dictionary<string, object> { ["given"] = "x" };
            options.TypedSearchAttributes =
                new SearchAttributeCollection.Builder().Set(Keyword, "first").ToSearchAttributeCollection();
            var handle = await s.Client.StartWorkflowAsync((Attributes wf) => wf.RunAsync(), options);
            Assert.Equal("first changed False added", await handle.GetResultAsync());
            var description = await handle.DescribeAsync();
            Assert.Equal("changed", description.TypedSearchAttributes.Get(Keyword));
            Assert.False(description.TypedSearchAttributes.ContainsKey(Int));
            Assert.Equal(1, await description.Memo["added"].ToValueAsync<int>());
            Assert.False(description.Memo.ContainsKey("given"));
        });

    [Workflow]
    public class Locked
    {
        private readonly Temporalio.Workflows.Mutex _mutex = new();
        private readonly List<string> _log = [];
        private int _finished;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            await Workflow.WaitConditionAsync(() => _finished == 3);
            Assert.True(await _mutex.WaitOneAsync(0));
            Assert.False(await _mutex.WaitOneAsync(10));
            _mutex.ReleaseMutex();
            return string.Join(",", _log);
        }

        [WorkflowSignal]
        public async Task WorkAsync(string name)
        {
            await _mutex.WaitOneAsync();
            try
            {
                _log.Add("+" + name);
                await Workflow.DelayAsync(10);
                _log.Add("-" + name);
            }
            finally
            {
                _mutex.ReleaseMutex();
                _finished++;
            }
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Mutex_ThreeHandlers_RunOneAfterTheOther(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Locked>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Locked wf) => wf.RunAsync(), s.NewWorkflow());
            foreach (var name in new[] { "a", "b", "c" })
            {
                await handle.SignalAsync(wf => wf.WorkAsync(name));
            }

            Assert.Equal("+a,-a,+b,-b,+c,-c", await handle.GetResultAsync());
        });

    [Workflow]
    public class Fan
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            var semaphore = new Temporalio.Workflows.Semaphore(2);
            var running = 0;
            var most = 0;
            async Task<int> OneAsync(int i)
            {
                await semaphore.WaitAsync();
                try
                {
                    most = Math.Max(most, ++running);
                    await Workflow.DelayAsync(5);
                    running--;
                    return i;
                }
                finally
                {
                    semaphore.Release();
                }
            }

            var tasks = Enumerable.Range(0, 5).Select(i => Workflow.RunTaskAsync(() => OneAsync(i))).ToArray();
            var first = await await Workflow.WhenAnyAsync(tasks);
            var all = await Workflow.WhenAllAsync(tasks);
            return $"{first} {all.Sum()} {most}";
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task WhenAnyWhenAllSemaphore_FanOut_IsBounded(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Fan>(),
        async s =>
        {
            var result = await s.Client.ExecuteWorkflowAsync((Fan wf) => wf.RunAsync(), s.NewWorkflow());
            Assert.EndsWith(" 10 2", result);
        });

    [Workflow]
    public class Unfinished
    {
        private bool _done;

        [WorkflowRun]
        public Task RunAsync() => Workflow.WaitConditionAsync(() => _done);

        [WorkflowSignal]
        public async Task HangAsync()
        {
            _done = true;
            await Workflow.WaitConditionAsync(() => false);
        }
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Complete_HandlerStillRuns_Warns(ServerKind server)
    {
        var logs = new LogCapture();
        await Scenario.RunAsync(
            server,
            o =>
            {
                o.LoggerFactory = logs;
                o.AddWorkflow<Unfinished>();
            },
            async s =>
            {
                var handle = await s.Client.StartWorkflowAsync((Unfinished wf) => wf.RunAsync(), s.NewWorkflow());
                await handle.SignalAsync(wf => wf.HangAsync());
                await handle.GetResultAsync();
            });
        Assert.Contains(logs.Lines, l => l.Contains("[TMPRL1102]") && l.Contains("\"Hang\""));
    }

    [Workflow]
    public class Logging
    {
        [WorkflowRun]
        public async Task RunAsync()
        {
            Microsoft.Extensions.Logging.LoggerExtensions.LogInformation(Workflow.Logger, "step one");
            await Workflow.DelayAsync(1);
            Microsoft.Extensions.Logging.LoggerExtensions.LogInformation(Workflow.Logger, "step two");
        }
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Logger_OnReplay_IsSilent(ServerKind server)
    {
        var logs = new LogCapture();
        await Scenario.RunAsync(
            server,
            o =>
            {
                o.LoggerFactory = logs;
                o.MaxCachedWorkflows = 0;
                o.AddWorkflow<Logging>();
            },
            s => s.Client.ExecuteWorkflowAsync((Logging wf) => wf.RunAsync(), s.NewWorkflow()));
        Assert.Equal(1, logs.Lines.Count(l => l.Contains("step one")));
        Assert.Equal(1, logs.Lines.Count(l => l.Contains("step two")));
    }

    [Workflow]
    public class Described
    {
        private bool _done;

        [WorkflowRun]
        public async Task RunAsync()
        {
            Workflow.CurrentDetails = "my details";
            await Workflow.WaitConditionAsync(() => _done);
        }

        [WorkflowSignal(Description = "ends it")]
        public async Task FinishAsync() => _done = true;
    }

    [Theory, OnOurs, OnOfficial]
    public Task BuiltInQueries_MetadataAndStackTrace_AreAnswered(ServerKind server) => Scenario.RunAsync(
        server,
        o =>
        {
            o.WorkflowStackTrace = WorkflowStackTrace.Normal;
            o.AddWorkflow<Described>();
        },
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Described wf) => wf.RunAsync(), s.NewWorkflow());
            var metadata = await handle.QueryAsync<Temporalio.Api.Sdk.V1.WorkflowMetadata>("__temporal_workflow_metadata", []);
            Assert.Equal("Described", metadata.Definition.Type);
            Assert.Equal("my details", metadata.CurrentDetails);
            Assert.Equal("ends it", Assert.Single(metadata.Definition.SignalDefinitions).Description);
            Assert.Contains("AuthoringTests", await handle.QueryAsync<string>("__stack_trace", []));
            await handle.SignalAsync(wf => wf.FinishAsync());
            await handle.GetResultAsync();
        });

    private sealed class Tracing : IWorkerInterceptor
    {
        public List<string> Calls { get; } = [];

        public WorkflowInboundInterceptor InterceptWorkflow(WorkflowInboundInterceptor nextInterceptor) =>
            new Inbound(this, nextInterceptor);

        public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) =>
            new ActivityInbound(this, nextInterceptor);

        private void Add(string call)
        {
            lock (Calls)
            {
                Calls.Add(call);
            }
        }

        private sealed class Inbound(Tracing tracing, WorkflowInboundInterceptor next) : WorkflowInboundInterceptor(next)
        {
            public override void Init(WorkflowOutboundInterceptor outbound) => base.Init(new Outbound(tracing, outbound));

            public override Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input)
            {
                tracing.Add("workflow");
                return base.ExecuteWorkflowAsync(input with { Args = ["changed"] });
            }
        }

        private sealed class Outbound(Tracing tracing, WorkflowOutboundInterceptor next) : WorkflowOutboundInterceptor(next)
        {
            public override Task<TResult> ScheduleActivityAsync<TResult>(ScheduleActivityInput input)
            {
                tracing.Add($"schedule {input.Activity}");
                return base.ScheduleActivityAsync<TResult>(input with
                {
                    Headers = new Dictionary<string, Payload>
                    {
                        ["trace"] = DataConverter.Default.PayloadConverter.ToPayload("id-1"),
                    },
                });
            }
        }

        private sealed class ActivityInbound(Tracing tracing, ActivityInboundInterceptor next) : ActivityInboundInterceptor(next)
        {
            public override Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
            {
                tracing.Add("activity "
                    + DataConverter.Default.PayloadConverter.ToValue<string>(input.Headers!["trace"]));
                return base.ExecuteActivityAsync(input);
            }
        }
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Interceptors_AllDirections_SeeAndChangeCalls(ServerKind server)
    {
        var tracing = new Tracing();
        await Scenario.RunAsync(
            server,
            o =>
            {
                o.Interceptors = [tracing];
                o.AddWorkflow<WorkflowBasicsTests.Greet>().AddActivity(WorkflowBasicsTests.Greet.SayHello);
            },
            async s => Assert.Equal("Hello, changed!", await s.Client.ExecuteWorkflowAsync(
                (WorkflowBasicsTests.Greet wf) => wf.RunAsync("given"), s.NewWorkflow())),
            replay: false);
        Assert.Equal(["workflow", "schedule SayHello", "activity id-1"], tracing.Calls);
    }

    private sealed class Reverse : IPayloadCodec
    {
        public async Task<IReadOnlyCollection<Payload>> EncodeAsync(IReadOnlyCollection<Payload> payloads) =>
            [.. payloads.Select(p => new Payload
            {
                Metadata = { ["encoding"] = Google.Protobuf.ByteString.CopyFromUtf8("test/reversed") },
                Data = Google.Protobuf.ByteString.CopyFrom([.. Google.Protobuf.MessageExtensions.ToByteArray(p).Reverse()]),
            })];

        public async Task<IReadOnlyCollection<Payload>> DecodeAsync(IReadOnlyCollection<Payload> payloads) =>
            [.. payloads.Select(p =>
            {
                Assert.Equal("test/reversed", p.Metadata["encoding"].ToStringUtf8());
                return Payload.Parser.ParseFrom(p.Data.Reverse().ToArray());
            })];
    }

    [Workflow]
    public class Encoded
    {
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync(string word)
        {
            Workflow.UpsertTypedSearchAttributes(Keyword.ValueSet("plain"));
            var local = await Workflow.ExecuteLocalActivityAsync(
                () => HandlerTests.Echo(word), new() { StartToCloseTimeout = TimeSpan.FromSeconds(5) });
            var remote = await Workflow.ExecuteActivityAsync(
                () => HandlerTests.Echo(word), new() { StartToCloseTimeout = TimeSpan.FromSeconds(5), Summary = "sum" });
            try
            {
                await Workflow.ExecuteActivityAsync(
                    () => ActivityTests.FailForGood(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(5) });
            }
            catch (ActivityFailureException e)
            {
                var details = ((ApplicationFailureException)e.InnerException!).Details.ElementAt<string>(1);
                await Workflow.WaitConditionAsync(() => _done);
                return $"{local}, {remote}, {details}";
            }

            return "no failure";
        }

        [WorkflowQuery]
        public bool Done => _done;

        [WorkflowUpdate]
        public async Task<string> FinishAsync(string word)
        {
            _done = true;
            return word + "!";
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Codec_EverythingButSearchAttributes_IsEncoded(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Encoded>().AddActivity(HandlerTests.Echo).AddActivity(ActivityTests.FailForGood),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Encoded wf) => wf.RunAsync("secret"), s.NewWorkflow());
            await Scenario.EventuallyAsync(async () => Assert.Contains(
                (await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.ActivityTaskFailed));
            Assert.False(await handle.QueryAsync(wf => wf.Done));
            Assert.Equal("ok!", await handle.ExecuteUpdateAsync(wf => wf.FinishAsync("ok")));
            Assert.Equal("echo secret, echo secret, two", await handle.GetResultAsync());
            Assert.DoesNotContain("secret", (await handle.FetchHistoryAsync()).ToJson());
        },
        client: c =>
        {
            var options = (TemporalClientOptions)c.Options.Clone();
            options.DataConverter = DataConverter.Default with { PayloadCodec = new Reverse() };
            return new TemporalClient(c.Connection, options);
        });
}
