using Microsoft.Extensions.AI;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Tests.Llm;

/// <summary>The gateway's protocol against the real one.</summary>
public sealed class OpenClawTests(OpenClawServer server, ITestOutputHelper output) : IClassFixture<OpenClawServer>
{
    private const string Answer = "One two three four five six seven eight.";

    [RequiresFact(Counterparts.OpenClaw)]
    public async Task GetResponseAsync_AllowedModel_AnswersAndCounts()
    {
        await using var bench = new ModelBench([server.Entry("stub/stub-2")]);
        var response = await bench.Clients.Find("reasoner", "rx")!.GetResponseAsync(
            [new(ChatRole.System, "You are terse."), new(ChatRole.User, "Hello")]);

        Assert.Equal((Answer, "stub-2", null), (response.Text, response.ModelId, response.Notice()));
        Assert.Equal("stub-2", server.Models.Calls[^1].Model);
        var costs = (await bench.CostsOfAsync("rx"))!;
        Assert.Equal((1, 0), (costs.Calls, costs.Uncounted));
        Assert.True(costs.InputTokens > 0 && costs.OutputTokens > 0);
    }

    [RequiresFact(Counterparts.OpenClaw)]
    public async Task GetResponseAsync_ModelNotAllowed_IsAnsweredByTheSessionsDefaultWhichSaysSo()
    {
        await using var bench = new ModelBench(
            [server.Entry("openai/gpt-9"), server.Entry("stub/stub-1") with { Price = new(20m, 100m) }]);
        var response = await bench.Clients.Find("reasoner", "rx")!.GetResponseAsync("Hello");

        Assert.Equal((Answer, "stub-1"), (response.Text, response.ModelId));
        Assert.Equal(
            "sessions.patch failed: model not allowed: openai/gpt-9; the session's default answers", response.Notice());
        var sums = await bench.Ledger.SumAsync(ModelCostsBy.Model, DateTimeOffset.UnixEpoch, default);
        Assert.Equal("stub/stub-1", Assert.Single(sums).Key);
        // Ten times the price of the one that was wanted.
        Assert.Equal(response.Cost() * 0.9m, response.ExtraCost());
    }

    [RequiresFact(Counterparts.OpenClaw)]
    public async Task GetStreamingResponseAsync_Pieces_MakeTheAnswer()
    {
        await using var bench = new ModelBench([server.Entry("stub/stub-1")]);
        var pieces = new List<string>();
        await foreach (var update in bench.Clients.Find("reasoner", "rx")!.GetStreamingResponseAsync("Hello"))
        {
            if (update.Text.Length > 0)
            {
                pieces.Add(update.Text);
            }
        }

        Assert.Equal(Answer, string.Concat(pieces));
        Assert.True(pieces.Count > 1, "it came in one piece");
    }

    [RequiresFact(Counterparts.OpenClaw)]
    public async Task GetResponseAsync_Canceled_EndsTheRunInTheGateway()
    {
        await using var bench = new ModelBench([server.Entry("stub/stub-1")]);
        using var stop = new CancellationTokenSource();
        var call = bench.Clients.Find("reasoner", "rx")!.GetResponseAsync(
            $"Tell me {OpenClawServer.Slow}", null, stop.Token);
        await Until.TrueAsync(() => Task.FromResult(server.Models.Active == 1), "call of the model");
        var canceled = System.Diagnostics.Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var left = canceled.Elapsed;
        await Until.TrueAsync(() => Task.FromResult(server.Models.Active == 0), "end of the model's call");
        output.WriteLine(
            $"REPORT gateway: canceled after {left.TotalMilliseconds:0} ms, the model's call ended after "
            + $"{canceled.ElapsedMilliseconds} ms");
        // One pause of a loaded machine is longer than a second.
        var limit = TimeSpan.FromSeconds(LongTests.Count(60, 1));
        Assert.InRange(left, TimeSpan.Zero, limit);
        Assert.InRange(canceled.Elapsed - left, TimeSpan.Zero, limit);
        Assert.Equal(0, (await bench.CostsOfAsync("rx"))!.Open);
    }

    [RequiresFact(Counterparts.OpenClaw)]
    public async Task GetStreamingResponseAsync_GatewayIsKilledMeanwhile_MayBeChargedAndWorksAfterItsRestart()
    {
        var entry = server.Entry("stub/stub-1");
        await using var bench = new ModelBench([entry]);
        var client = bench.Clients.Find("reasoner", "rx")!;
        ChatMessage[] question = [new(ChatRole.User, $"Tell me {OpenClawServer.InPieces}")];
        var killed = false;
        var cut = await Assert.ThrowsAsync<ModelException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync(question))
            {
                if (update.Text.Length > 0 && !killed)
                {
                    killed = true;
                    await server.KillAsync();
                }
            }
        });

        Assert.True(killed, "it was over before it could be killed");
        Assert.Equal((ModelFailure.Unavailable, true), (cut.Failure, cut.MayBeCharged));
        // Nobody knows what was charged: it counts as what it might have been.
        var costs = (await bench.CostsOfAsync("rx"))!;
        Assert.Equal((1, 0, 1), (costs.Calls, costs.Open, costs.Uncounted));
        var reserved = entry.Price.Cost(TokenEstimate.Of(question), 0, entry.MaxOutputTokens);
        Assert.Equal((reserved, reserved), (costs.Amount, costs.UncountedAmount));

        var away = await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync("Hello"));
        Assert.Equal((ModelFailure.Unavailable, false), (away.Failure, away.MayBeCharged));
        await server.StartAsync();
        Assert.Equal(Answer, (await client.GetResponseAsync("Hello")).Text);
        costs = (await bench.CostsOfAsync("rx"))!;
        Assert.Equal((0, 1), (costs.Open, costs.Uncounted));
        Assert.True(costs.Amount > reserved);
    }

    // As an analysis of prescriptions asks: a session of its own, JSON, a limit.
    [RequiresTheory(Counterparts.OpenClaw)]
    [InlineData("stub/stub-2", "stub-2", null)]
    [InlineData("openai/gpt-9", "stub-1", "model not allowed: openai/gpt-9")]
    public async Task GetResponseAsync_AsPrescriptionsAre_TellsModelCostAndWhyAnotherAnswered(
        string asked, string answered, string? notice)
    {
        await using var bench = new ModelBench([server.Entry(asked)]);
        var response = await bench.Clients.Find("paai", "paai")!.GetResponseAsync(
            [new(ChatRole.System, "You explain cards."), new(ChatRole.User, """{"cards":[]}""")],
            new()
            {
                ConversationId = $"paai-{Guid.NewGuid():n}", ResponseFormat = ChatResponseFormat.Json,
                MaxOutputTokens = 2048,
            });

        Assert.Equal((Answer, answered), (response.Text, response.ModelId));
        Assert.Equal(notice is null, response.Notice() is null);
        Assert.Contains(notice ?? "", response.Notice() ?? "", StringComparison.Ordinal);
        var costs = (await bench.CostsOfAsync("paai"))!;
        Assert.Equal((1, 0, 0), (costs.Calls, costs.Open, costs.Uncounted));
        Assert.True(response.Cost() > 0);
        Assert.Equal(response.Cost(), costs.Amount);
    }

    [RequiresFact(Counterparts.OpenClaw)]
    public async Task Gateway_WrongToken_IsUnauthorized()
    {
        await using var bench = new ModelBench([server.Entry("stub/stub-1") with { ApiKey = "wrong" }]);
        var e = await Assert.ThrowsAsync<ModelException>(
            () => bench.Clients.Find("reasoner", "rx")!.GetResponseAsync("Hello"));
        Assert.Equal((ModelFailure.Unauthorized, false), (e.Failure, e.MayBeCharged));
        await bench.Monitor.CheckAllAsync(default);
        Assert.False(Assert.Single(await bench.Monitor.ReportAsync(isAsked: false, default)).Health!.Healthy);
    }

    [RequiresFact(Counterparts.OpenClaw)]
    public async Task CheckAllAsync_RunningGateway_IsHealthy()
    {
        await using var bench = new ModelBench([server.Entry("stub/stub-1")]);
        await bench.Monitor.CheckAllAsync(default);
        Assert.True(Assert.Single(await bench.Monitor.ReportAsync(isAsked: false, default)).Health!.Healthy);
    }
}
