using System.Runtime.CompilerServices;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Client.Interceptors;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Worker;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace Temporalio.Tests.Plugins;

public class PluginTests
{
    [Workflow]
    public class Plugged
    {
        [WorkflowRun]
        public async Task<string> RunAsync(bool fail) => fail
            ? throw new NotSupportedException("made to fail")
            : await Workflow.ExecuteActivityAsync(
                () => Work(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });

        [Activity]
        public static string Work() => "worked";
    }

    /// <summary>Says what it sees.</summary>
    public sealed class Spy(string name, List<string> seen) : SimplePlugin(name)
    {
        public override void ConfigureClient(TemporalClientOptions options)
        {
            seen.Add($"{Name}: client");
            base.ConfigureClient(options);
        }

        public override Task<TemporalConnection> ConnectAsync(
            TemporalClientConnectOptions options, Func<TemporalClientConnectOptions, Task<TemporalConnection>> continuation)
        {
            seen.Add($"{Name}: connect");
            options.Identity = $"{options.Identity}{Name}";
            return base.ConnectAsync(options, continuation);
        }

        public override void ConfigureWorker(TemporalWorkerOptions options)
        {
            seen.Add($"{Name}: worker");
            base.ConfigureWorker(options);
        }

        public override async Task<TResult> RunWorkerAsync<TResult>(
            TemporalWorker worker,
            Func<TemporalWorker, CancellationToken, Task<TResult>> continuation,
            CancellationToken stoppingToken)
        {
            seen.Add($"{Name}: run");
            var result = await base.RunWorkerAsync(worker, continuation, stoppingToken);
            seen.Add($"{Name}: ran");
            return result;
        }

        public override void ConfigureReplayer(WorkflowReplayerOptions options)
        {
            seen.Add($"{Name}: replayer");
            base.ConfigureReplayer(options);
        }

        public override async IAsyncEnumerable<WorkflowReplayResult> ReplayWorkflowsAsync(
            WorkflowReplayer replayer,
            Func<WorkflowReplayer, IAsyncEnumerable<WorkflowReplayResult>> continuation,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            seen.Add($"{Name}: replay");
            await foreach (var result in base.ReplayWorkflowsAsync(replayer, continuation, cancellationToken))
            {
                yield return result;
            }
        }
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Plugins_OfClientAndWorker_WrapInOrder(ServerKind server)
    {
        var seen = new List<string>();
        var target = (await TestServers.ClientAsync(server)).Connection.Options.TargetHost!;
        var client = await TemporalClient.ConnectAsync(new(target) { Plugins = [new Spy("a", seen), new Spy("b", seen)] });
        Assert.Equal("ab", client.Connection.Options.Identity);
        Assert.Equal(["a: connect", "b: connect", "a: client", "b: client"], seen);
        seen.Clear();

        await Scenario.RunAsync(
            server,
            o =>
            {
                o.AddWorkflow<Plugged>().AddActivity(Plugged.Work);
                o.Plugins = [new Spy("c", seen)];
            },
            async s =>
            {
                seen.Add("body");
                await s.Client.ExecuteWorkflowAsync((Plugged wf) => wf.RunAsync(false), s.NewWorkflow());
            },
            replay: false,
            client: _ => client);
        Assert.Equal(
            ["a: worker", "b: worker", "c: worker", "a: run", "b: run", "c: run", "body", "c: ran", "b: ran", "a: ran"], seen);
    }

    [Theory, OnOurs, OnOfficial]
    public async Task SimplePlugin_WithEverything_IsEnoughForAWorker(ServerKind server)
    {
        var seen = new List<string>();
        var options = new SimplePluginOptions
        {
            DataConverter = DataConverter.Default with { PayloadCodec = new Marker() },
            ClientInterceptors = [new ClientSpy(seen)],
            WorkerInterceptors = [new WorkerSpy(seen)],
            WorkflowFailureExceptionTypes = [typeof(NotSupportedException)],
            RunContextBefore = async () => seen.Add("before"),
            RunContextAfter = async () => seen.Add("after"),
        };
        options.AddWorkflow<Plugged>().AddActivity(Plugged.Work);
        var plugin = new SimplePlugin("simple", options);
        var target = (await TestServers.ClientAsync(server)).Connection.Options.TargetHost!;
        var client = await TemporalClient.ConnectAsync(new(target) { Plugins = [plugin] });
        WorkflowHistory? history = null;
        await Scenario.RunAsync(
            server,
            _ => { },
            async s =>
            {
                var handle = await s.Client.StartWorkflowAsync((Plugged wf) => wf.RunAsync(false), s.NewWorkflow());
                Assert.Equal("worked", await handle.GetResultAsync());
                history = await handle.FetchHistoryAsync();
                await Assert.ThrowsAsync<WorkflowFailedException>(
                    () => s.Client.ExecuteWorkflowAsync((Plugged wf) => wf.RunAsync(true), s.NewWorkflow()));
            },
            replay: false,
            client: _ => client);

        Assert.Equal("before", seen[0]);
        Assert.Equal("after", seen[^1]);
        Assert.Contains("start Plugged", seen);
        Assert.Contains("execute", seen);
        Assert.True(history!.Events.First().WorkflowExecutionStartedEventAttributes.Input.Payloads_[0].Metadata.ContainsKey("marked"));
        seen.Clear();
        var replayed = await new WorkflowReplayer(new() { Plugins = [plugin] }).ReplayWorkflowsAsync([history]);
        Assert.Null(Assert.Single(replayed).ReplayFailure);
        Assert.Equal(["before", "execute", "after"], seen);
    }

    [Fact]
    public async Task Replayer_WithPlugins_GoesThroughThem()
    {
        var seen = new List<string>();
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions { Plugins = [new Spy("p", seen)] }.AddWorkflow<Plugged>());
        var none = AsyncEnumerable.Empty<WorkflowHistory>();
        Assert.Empty(await replayer.ReplayWorkflowsAsync(none).ToListAsync());
        Assert.Equal(["p: replayer", "p: replay"], seen);
    }

    [Fact]
    public void SimplePlugin_Configurable_ChangesWhatThereIs()
    {
        var first = new ClientSpy([]);
        var plugin = new SimplePlugin("p", new()
        {
            ClientInterceptorsOption = new(existing => [.. existing!.Take(1)]),
            DataConverterOption = new(existing => existing with { PayloadCodec = new Marker() }),
        });
        var options = new TemporalClientOptions { Interceptors = [first, new ClientSpy([])] };
        plugin.ConfigureClient(options);
        Assert.Same(first, Assert.Single(options.Interceptors));
        Assert.IsType<Marker>(options.DataConverter.PayloadCodec);
        new SimplePlugin("nothing").ConfigureClient(options);
        Assert.Same(first, Assert.Single(options.Interceptors));
        var copy = (SimplePluginOptions)plugin.Options.Clone();
        copy.AddWorkflow<Plugged>();
        Assert.Empty(plugin.Options.Workflows);
    }

    private sealed class Marker : IPayloadCodec
    {
        public Task<IReadOnlyCollection<Temporalio.Api.Common.V1.Payload>> EncodeAsync(
            IReadOnlyCollection<Temporalio.Api.Common.V1.Payload> payloads) => Change(payloads, p => p.Metadata["marked"] = Google.Protobuf.ByteString.Empty);

        public Task<IReadOnlyCollection<Temporalio.Api.Common.V1.Payload>> DecodeAsync(
            IReadOnlyCollection<Temporalio.Api.Common.V1.Payload> payloads) => Change(payloads, p => p.Metadata.Remove("marked"));

        private static Task<IReadOnlyCollection<Temporalio.Api.Common.V1.Payload>> Change(
            IReadOnlyCollection<Temporalio.Api.Common.V1.Payload> payloads, Action<Temporalio.Api.Common.V1.Payload> change)
        {
            var changed = payloads.Select(p => p.Clone()).ToList();
            changed.ForEach(change);
            return Task.FromResult<IReadOnlyCollection<Temporalio.Api.Common.V1.Payload>>(changed);
        }
    }

    private sealed class ClientSpy(List<string> seen) : IClientInterceptor
    {
        public ClientOutboundInterceptor InterceptClient(ClientOutboundInterceptor nextInterceptor) => new Outbound(nextInterceptor, seen);

        private sealed class Outbound(ClientOutboundInterceptor next, List<string> seen) : ClientOutboundInterceptor(next)
        {
            public override Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(StartWorkflowInput input)
            {
                seen.Add($"start {input.Workflow}");
                return base.StartWorkflowAsync<TWorkflow, TResult>(input);
            }
        }
    }

    private sealed class WorkerSpy(List<string> seen) : IWorkerInterceptor
    {
        public WorkflowInboundInterceptor InterceptWorkflow(WorkflowInboundInterceptor nextInterceptor) => new Inbound(nextInterceptor, seen);

        private sealed class Inbound(WorkflowInboundInterceptor next, List<string> seen) : WorkflowInboundInterceptor(next)
        {
            public override Task<object?> ExecuteWorkflowAsync(ExecuteWorkflowInput input)
            {
                lock (seen)
                {
                    seen.Add("execute");
                }

                return base.ExecuteWorkflowAsync(input);
            }
        }
    }
}
