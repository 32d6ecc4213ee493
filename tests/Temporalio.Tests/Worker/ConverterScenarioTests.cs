using System.Text.Json;
using Google.Protobuf;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

/// <summary>What values and failures look like on the wire.</summary>
public class ConverterScenarioTests
{
    public record Thing(string SomeName, int? Number);

    [Workflow]
    public class Values
    {
        [WorkflowRun]
        public async Task<Thing?> RunAsync(Thing? thing) => thing;

        [WorkflowSignal]
        public async Task NothingAsync()
        {
        }
    }

    [Workflow]
    public class Nothing
    {
        [WorkflowRun]
        public async Task RunAsync() => await Workflow.ExecuteActivityAsync(
            () => Done(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });

        [Activity]
        public static void Done()
        {
        }
    }

    [Workflow]
    public class Raw
    {
        [WorkflowRun]
        public async Task<RawValue> RunAsync(IRawValue value) => new(value.Payload);
    }

    [Workflow]
    public class Secret
    {
        [WorkflowRun]
        public async Task RunAsync() => throw new ApplicationFailureException("the secret", new InvalidOperationException("inner secret"));
    }

    private static Func<TemporalClient, TemporalClient> With(DataConverter converter) => c =>
    {
        var options = (TemporalClientOptions)c.Options.Clone();
        options.DataConverter = converter;
        return new(c.Connection, options);
    };

    private static async Task<(Payload Input, Payload Result)> PayloadsAsync(WorkflowHandle handle)
    {
        var events = (await handle.FetchHistoryAsync()).Events;
        return (
            events.First().WorkflowExecutionStartedEventAttributes.Input?.Payloads_[0]!,
            events.Last().WorkflowExecutionCompletedEventAttributes.Result.Payloads_[0]);
    }

    [Theory, OnOurs, OnOfficial]
    public Task Record_AsArgumentAndResult_IsPlainJson(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Values>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Values wf) => wf.RunAsync(new("x", null)), s.NewWorkflow());
            Assert.Equal(new Thing("x", null), await handle.GetResultAsync());
            var (input, result) = await PayloadsAsync(handle);
            Assert.Equal("json/plain", input.Metadata["encoding"].ToStringUtf8());
            Assert.Equal("{\"SomeName\":\"x\",\"Number\":null}", input.Data.ToStringUtf8());
            Assert.Equal(input, result);
        });

    [Theory, OnOurs, OnOfficial]
    public Task Null_AsArgumentAndResult_IsBinaryNull(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Values>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Values wf) => wf.RunAsync(null), s.NewWorkflow());
            Assert.Null(await handle.GetResultAsync());
            var (input, result) = await PayloadsAsync(handle);
            Assert.Equal("binary/null", input.Metadata["encoding"].ToStringUtf8());
            Assert.Equal("binary/null", result.Metadata["encoding"].ToStringUtf8());
        });

    [Theory, OnOurs, OnOfficial]
    public Task Void_OfWorkflowAndActivity_AreAsTheOfficialLibraryHasThem(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Nothing>().AddActivity(Nothing.Done),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Nothing wf) => wf.RunAsync(), s.NewWorkflow());
            await handle.GetResultAsync();
            var events = (await handle.FetchHistoryAsync()).Events;
            var activity = events.Single(e => e.ActivityTaskCompletedEventAttributes is not null)
                .ActivityTaskCompletedEventAttributes.Result.Payloads_[0];
            Assert.Equal("binary/null", activity.Metadata["encoding"].ToStringUtf8());
            Assert.Equal("{}", events.Last().WorkflowExecutionCompletedEventAttributes.Result.Payloads_[0].Data.ToStringUtf8());
        });

    [Theory, OnOurs, OnOfficial]
    public Task RawValues_PassThrough_Unchanged(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Raw>(),
        async s =>
        {
            var payload = new Payload
            {
                Metadata = { ["encoding"] = ByteString.CopyFromUtf8("mine"), ["x"] = ByteString.CopyFromUtf8("y") },
                Data = ByteString.CopyFromUtf8("data"),
            };
            var result = await s.Client.ExecuteWorkflowAsync((Raw wf) => wf.RunAsync(new RawValue(payload)), s.NewWorkflow());
            Assert.Equal(payload, result.Payload);
        });

    [Theory, OnOurs, OnOfficial]
    public Task JsonOptions_OfOnesOwn_AreUsed(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Values>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Values wf) => wf.RunAsync(new("x", 1)), s.NewWorkflow());
            Assert.Equal(new Thing("x", 1), await handle.GetResultAsync());
            Assert.Equal("{\"someName\":\"x\",\"number\":1}", (await PayloadsAsync(handle)).Input.Data.ToStringUtf8());
        },
        client: With(DataConverter.Default with
        {
            PayloadConverter = new DefaultPayloadConverter(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase }),
        }));

    [Theory, OnOurs, OnOfficial]
    public Task Failures_EncodedCommonAttributes_HideTheirMessage(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Secret>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Secret wf) => wf.RunAsync(), s.NewWorkflow());
            var error = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.Equal(("the secret", "inner secret"), (error.InnerException!.Message, error.InnerException.InnerException!.Message));
            var failure = (await handle.FetchHistoryAsync()).Events.Last().WorkflowExecutionFailedEventAttributes.Failure;
            Assert.Equal(("Encoded failure", ""), (failure.Message, failure.StackTrace));
            Assert.Equal("Encoded failure", failure.Cause.Message);
            Assert.Contains("the secret", failure.EncodedAttributes.Data.ToStringUtf8(), StringComparison.Ordinal);
        },
        client: With(DataConverter.Default with
        {
            FailureConverter = new EncodingFailureConverter(),
        }));

    [Theory, OnOurs, OnOfficial]
    public Task Result_OfAnotherType_CannotBeRead(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Values>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Values wf) => wf.RunAsync(new("x", 1)), s.NewWorkflow());
            await Assert.ThrowsAnyAsync<JsonException>(() => s.Client.GetWorkflowHandle(handle.Id).GetResultAsync<int>());
            Assert.Equal("x", (await s.Client.GetWorkflowHandle(handle.Id).GetResultAsync<JsonElement>()).GetProperty("SomeName").GetString());
        });

    [Theory, OnOurs, OnOfficial]
    public async Task SerializationContext_OfEachValue_NamesItsPlace(ServerKind server)
    {
        var converter = new Contextual();
        await Scenario.RunAsync(
            server,
            o => o.AddWorkflow<Nothing>().AddActivity(Nothing.Done),
            async s =>
            {
                var options = s.NewWorkflow("wf-context-" + server);
                await s.Client.ExecuteWorkflowAsync((Nothing wf) => wf.RunAsync(), options);
            },
            replay: false,
            client: With(DataConverter.Default with { PayloadConverter = converter }));
        Assert.Contains($"workflow wf-context-{server}", Contextual.Seen);
        Assert.Contains($"activity Done of wf-context-{server} local False", Contextual.Seen);
    }

    private sealed class EncodingFailureConverter() : DefaultFailureConverter(new() { EncodeCommonAttributes = true });

    private sealed class Contextual : IPayloadConverter, IWithSerializationContext<IPayloadConverter>
    {
        private readonly DefaultPayloadConverter _inner = new();

        public static System.Collections.Concurrent.ConcurrentBag<string> Seen { get; } = [];

        public Payload ToPayload(object? value) => _inner.ToPayload(value);

        public object? ToValue(Payload payload, Type type) => _inner.ToValue(payload, type);

        public IPayloadConverter WithSerializationContext(ISerializationContext context)
        {
            Seen.Add(context switch
            {
                ISerializationContext.Workflow w => $"workflow {w.WorkflowId}",
#pragma warning disable CS0618
                ISerializationContext.Activity a => $"activity {a.ActivityType} of {a.WorkflowId} local {a.IsLocal}",
#pragma warning restore CS0618
                _ => "?",
            });
            return new Contextual();
        }
    }
}
