using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpsFlow.Platform.Models;
using OpsFlow.Tests.Support;

namespace OpsFlow.Platform.Tests.Models;

/// <summary>What callers share.</summary>
public sealed class ModelClientsTests
{
    [Fact]
    public async Task Find_CallerThatDisposesItsChain_LeavesTheEndpointToOthers()
    {
        var backend = new Backend();
        await using var bench = new ModelBench(
            [new ModelEntry { Name = "m", Model = "m", Endpoint = new("http://127.0.0.1:9") }], connector: backend);

        for (var turn = 0; turn < 2; turn++)
        {
            using var caller = new FunctionInvokingChatClient(bench.Clients.Find("reasoner", "test")!);
            Assert.Equal("yes", (await caller.GetResponseAsync("Well?")).Text);
        }

        Assert.False(backend.IsDisposed);
    }

    [Fact]
    public async Task Of_ModelThatRequestsMayNotAskFor_AnswersWithoutANotice()
    {
        static ModelEntry Entry(string name) =>
            new() { Name = name, Model = name, Endpoint = new("http://127.0.0.1:9") };
        await using var bench = new ModelBench(
            [Entry("first"), Entry("second")], [new ModelUse { Name = "test", Allowed = ["first"] }],
            connector: new Backend());
        var client = bench.Clients.Of(
            new ModelStage("reasoner", "test", ModelCapabilities.None), bench.Registry.Find("second")!);

        Assert.Null((await client.GetResponseAsync("Well?")).Notice());
        Assert.Equal(
            ["second"],
            (await bench.Ledger.SumAsync(ModelCostsBy.Entry, DateTimeOffset.UnixEpoch, default)).Select(c => c.Key));
    }

    [Theory]
    [InlineData("dear", 0.0138)]
    [InlineData("unheard-of", null)]
    public async Task GetResponseAsync_EndpointLetsAnotherModelAnswer_TellsWhatThatCostMore(string model, double? extra)
    {
        static ModelEntry Entry(string name, decimal input, decimal output) => new()
        {
            Name = name, Model = $"vendor/{name}", Endpoint = new("http://127.0.0.1:9"), Price = new(input, output),
        };
        await using var bench = new ModelBench(
            [Entry("wanted", 3, 15), Entry("dear", 15, 75)], connector: new Backend { Answering = model });

        var response = await bench.Clients.Find("reasoner", "test")!.GetResponseAsync("Well?");

        Assert.Equal("not allowed", response.Notice());
        Assert.Equal((decimal?)extra, response.ExtraCost());
    }

    [Theory]
    [InlineData(null, "15/75", null)]
    [InlineData("3/15", null, null)]
    [InlineData("0/0", "15/75", 0.01725)]
    public async Task GetResponseAsync_PriceThatNobodySet_TellsOfNoExtraCost(
        string? wanted, string? other, double? extra)
    {
        static ModelEntry Entry(string name, string? price) => new()
        {
            Name = name, Model = $"vendor/{name}", Endpoint = new("http://127.0.0.1:9"),
            Price = price is null ? ModelPrice.Free : ModelPrice.Parse(price),
        };
        await using var bench = new ModelBench(
            [Entry("wanted", wanted), Entry("other", other)], connector: new Backend { Answering = "other" });

        var response = await bench.Clients.Find("reasoner", "test")!.GetResponseAsync("Well?");

        Assert.Equal((decimal?)extra, response.ExtraCost());
    }

    [Fact]
    public async Task Find_ModelThatThinksAloud_GivesOnlyItsAnswer()
    {
        await using var bench = new ModelBench(
            [new ModelEntry { Name = "m", Model = "m", Endpoint = new("http://127.0.0.1:9") }],
            connector: new Backend { Pieces = ["<thi", "nk>It wants", " a yes.</th", "ink>\n\ny", "es"] });
        var client = bench.Clients.Find("reasoner", "test")!;

        Assert.Equal("yes", (await client.GetResponseAsync("Well?")).Text);
        Assert.Equal("yes", (await client.GetStreamingResponseAsync("Well?").ToChatResponseAsync()).Text);
    }

    private sealed class Backend : IModelConnector, IChatClient
    {
        /// <summary>The model that answers in place of the one that is asked.</summary>
        public string? Answering { get; init; }

        public IReadOnlyList<string> Pieces { get; init; } = ["yes"];

        public bool IsDisposed { get; private set; }

        public IChatClient Connect(ModelEntry entry) => this;

        public Task CheckAsync(ModelEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<ModelStatus> ReadStatusAsync(ModelEntry entry, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
            await GetStreamingResponseAsync(messages, options, cancellationToken)
                .ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            await Task.CompletedTask;
            foreach (var piece in Pieces)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, piece) { ModelId = Answering };
            }

            if (Answering is not null)
            {
                yield return ModelAnswer.NoticeUpdate("not allowed");
                yield return new ChatResponseUpdate(
                    ChatRole.Assistant,
                    [new UsageContent(new() { InputTokenCount = 150, OutputTokenCount = 200 })]);
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() => IsDisposed = true;
    }
}
