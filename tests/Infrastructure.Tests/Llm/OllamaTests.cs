using System.Diagnostics;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Tests.Llm;

/// <summary>Ollama's own protocol against a real server, through all layers. Its model has random weights.</summary>
public sealed class OllamaTests(OllamaServer server) : IClassFixture<OllamaServer>, IAsyncLifetime
{
    private const int Context = 2048;

    public Task InitializeAsync() => Counterparts.ReasonToSkip(Counterparts.Ollama, "xz") is null
        ? server.UseAsync("tiny", "Modelfile")
        : Task.CompletedTask;

    public Task DisposeAsync() => Task.CompletedTask;

    [RequiresFact(Counterparts.Ollama, "xz")]
    public async Task Answer_RealServer_CountsTokensAndTakesTheContextWindow()
    {
        await using var bench = new ModelBench([Entry("tiny")]);
        var client = bench.Clients.Find("classifier", "chat")!;
        var whole = await client.GetResponseAsync("Hello");
        var streamed = await client.GetStreamingResponseAsync("Hello").ToChatResponseAsync();

        Assert.All(new[] { whole, streamed }, r => Assert.True(r.Text.Length > 0 && r.Cost() > 0));
        var costs = (await bench.CostsOfAsync("chat"))!;
        Assert.Equal((2, 0, whole.Cost() + streamed.Cost()), (costs.Calls, costs.Uncounted, costs.Amount));
        using var ollama = new OllamaApiClient(server.Url);
        var running = Assert.Single(await ollama.ListRunningModelsAsync());
        Assert.StartsWith("tiny", running.Name, StringComparison.Ordinal);
        Assert.Equal(Context, running.ContextLength);
    }

    [RequiresFact(Counterparts.Ollama, "xz")]
    public async Task GetStreamingResponseAsync_CanceledWithin_IsNoWholeAnswer()
    {
        await using var bench = new ModelBench([Entry("tiny") with { MaxOutputTokens = 100_000 }]);
        using var stop = new CancellationTokenSource();
        var watch = new Stopwatch();
        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in bench.Clients.Find("classifier", "chat")!
                .GetStreamingResponseAsync("Hello", null, stop.Token))
            {
                watch.Start();
                await stop.CancelAsync();
            }
        });
        Assert.NotNull(canceled);
        // One pause of a loaded machine is longer than a second.
        Assert.InRange(watch.Elapsed, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(LongTests.Count(60, 1)));
        var costs = (await bench.CostsOfAsync("chat"))!;
        Assert.Equal((1, 0, 1), (costs.Calls, costs.Open, costs.Uncounted));
    }

    [RequiresFact(Counterparts.Ollama, "xz")]
    public async Task Answer_ModelThatIsNotThere_ComesFromTheDefault()
    {
        await using var bench = new ModelBench([Entry("tiny"), Entry("absent")]);
        var response = await bench.Clients.Find("classifier", "chat", asked: "absent")!.GetResponseAsync("Hello");
        Assert.Equal("model not allowed: absent; tiny answers", response.Notice());
        await bench.Monitor.CheckAllAsync(default);
        var health = (await bench.Monitor.ReportAsync(isAsked: false, default))
            .ToDictionary(r => r.Entry.Name, r => r.Health!);
        Assert.True(health["tiny"].Healthy);
        Assert.Equal("Ollama does not have the model absent; 'ollama pull absent' gets it.", health["absent"].Reason);
    }

    private ModelEntry Entry(string model) => new()
    {
        Name = model,
        Provider = ModelProvider.Ollama,
        Endpoint = server.Url,
        Model = model,
        MaxOutputTokens = 20,
        ContextTokens = Context,
        Price = new ModelPrice(1m, 1m),
    };
}
