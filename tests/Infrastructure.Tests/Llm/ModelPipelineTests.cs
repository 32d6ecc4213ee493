using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.AI;
using OpsFlow.Platform.Models;
using OpsFlow.Samples.ModelServer;
using Temporalio.Testing;

namespace OpsFlow.Infrastructure.Tests.Llm;

/// <summary>What a pipeline sees of models that do not behave, and what the ledger keeps of it.</summary>
public sealed class ModelPipelineTests
{
    private const string Use = "test";

    [Fact]
    public async Task GetResponseAsync_Answered_TellsCostAndKeepsARow()
    {
        await using var server = await ServerAsync(new ModelRule { Texts = ["One two three."] });
        await using var bench = new ModelBench([Entry(server)]);
        var response = await Client(bench).GetResponseAsync("Hello");

        var served = Assert.Single(server.Calls);
        Assert.Equal(("One two three.", null), (response.Text, response.Notice()));
        Assert.Equal(new ModelPrice(2m, 10m).Cost(served.InputTokens, 0, 3), response.Cost());
        var costs = (await bench.CostsOfAsync(Use))!;
        Assert.Equal((1, 0, 3, response.Cost()), (costs.Calls, costs.Uncounted, costs.OutputTokens, costs.Amount));
    }

    [Fact]
    public async Task GetResponseAsync_InAnActivity_IsOfItsWorkflowAndRun()
    {
        await using var server = await ServerAsync(new ModelRule());
        await using var bench = new ModelBench([Entry(server)]);
        var activity = new ActivityEnvironment();
        await activity.RunAsync(() => Client(bench).GetResponseAsync("Hello"));
        await activity.RunAsync(() => TextAsync(Client(bench)));
        await Client(bench).GetResponseAsync("Hello");

        var rows = await bench.Database.WithConnectionAsync(
            (c, _) => c.QueryAsync<(string? Workflow, string? Run)>(
                "SELECT workflow_id, run_id FROM model_calls ORDER BY started_at, id"),
            default);
        var inside = (activity.Info.WorkflowId, activity.Info.WorkflowRunId);
        Assert.Equal([inside, inside, (null, null)], rows);
    }

    [Fact]
    public async Task GetResponseAsync_OverBudget_SendsNothing()
    {
        await using var server = await ServerAsync(new ModelRule());
        await using var bench = new ModelBench(
            [Entry(server) with { Fallback = "second" }, Entry(server) with { Name = "second" }],
            [new ModelUse { Name = Use, DailyBudget = 0.0005m }]);
        var e = await Assert.ThrowsAsync<ModelException>(() => Client(bench).GetResponseAsync("Hello"));

        Assert.Equal((ModelFailure.OverBudget, false), (e.Failure, e.IsTransient));
        Assert.Contains("nothing was sent", e.Message, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
        Assert.Null(await bench.CostsOfAsync(Use));
        await Assert.ThrowsAsync<ModelException>(async () => await TextAsync(Client(bench)));
        Assert.Empty(server.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_ModelRefused_ComesFromTheDefaultAndSaysSo(bool streamed)
    {
        await using var server = await ServerAsync(new ModelRule { Texts = ["Yes."] });
        await using var bench =
            new ModelBench([Entry(server), Entry(server) with { Name = "other", Model = "absent" }]);
        var client = bench.Clients.Find("reasoner", Use, asked: "other")!;
        var response = streamed
            ? await client.GetStreamingResponseAsync("Hello").ToChatResponseAsync()
            : await client.GetResponseAsync("Hello");

        Assert.Equal(("Yes.", "model not allowed: absent; scripted-1 answers"), (response.Text, response.Notice()));
        Assert.True(response.Cost() > 0);
        Assert.Equal(["refused", "answered"], server.Calls.Select(c => c.Outcome));
        Assert.Equal((2, 0), ((await bench.CostsOfAsync(Use))!.Calls, (await bench.CostsOfAsync(Use))!.Uncounted));
    }

    [Fact]
    public async Task GetResponseAsync_ModelRefused_TellsWhatTheDefaultCostsMore()
    {
        await using var server = await ServerAsync(new ModelRule { Texts = ["Yes."] });
        var wanted = Entry(server) with { Name = "other", Model = "absent", Price = new(1m, 4m) };
        await using var bench = new ModelBench([Entry(server), wanted]);
        var response = await bench.Clients.Find("reasoner", Use, asked: "other")!.GetResponseAsync("Hello");

        var served = server.Calls[^1];
        Assert.Equal(
            new ModelPrice(1m, 6m).Cost(served.InputTokens, 0, served.OutputTokens), response.ExtraCost());
        Assert.Null((await Client(bench).GetResponseAsync("Hello")).ExtraCost());
    }

    [Fact]
    public async Task GetResponseAsync_RateLimited_WaitsAsLongAsAskedThenTells()
    {
        await using var server = await ServerAsync(new ModelRule { RateLimited = 1 }, retryAfter: 0.05);
        await using var bench = new ModelBench([Entry(server)]);
        var e = await Assert.ThrowsAsync<ModelException>(() => Client(bench).GetResponseAsync("Hello"));

        Assert.Equal(
            (ModelFailure.RateLimited, true, TimeSpan.FromSeconds(0.05)), (e.Failure, e.IsTransient, e.RetryAfter));
        Assert.Equal(3, server.Calls.Count);
        Assert.Equal((3, 0m), ((await bench.CostsOfAsync(Use))!.Calls, (await bench.CostsOfAsync(Use))!.Amount));
    }

    [Fact]
    public async Task GetResponseAsync_RateLimitedForLong_LeavesTheWaitToTheWorkflow()
    {
        await using var server = await ServerAsync(new ModelRule { RateLimited = 1 }, retryAfter: 60);
        await using var bench = new ModelBench([Entry(server)]);
        var e = await Assert.ThrowsAsync<ModelException>(() => Client(bench).GetResponseAsync("Hello"));

        Assert.Equal(TimeSpan.FromSeconds(60), e.RetryAfter);
        Assert.Single(server.Calls);
    }

    [Theory]
    [InlineData("cut", false, ModelFailure.Unavailable)]
    [InlineData("cut", true, ModelFailure.Unavailable)]
    [InlineData("malformed", false, ModelFailure.Malformed)]
    [InlineData("hanging", false, ModelFailure.TimedOut)]
    [InlineData("hanging", true, ModelFailure.TimedOut)]
    public async Task Answer_Broken_IsAFailureThatCountsAsReserved(string fault, bool streamed, ModelFailure expected)
    {
        await using var server = await ServerAsync(new ModelRule
        {
            Texts = ["One two three four five six seven eight."],
            Cut = fault == "cut" ? 1 : 0, Malformed = fault == "malformed" ? 1 : 0,
            Hanging = fault == "hanging" ? 1 : 0,
        });
        var timeout = fault == "hanging" ? TimeSpan.FromMilliseconds(300) : TimeSpan.FromMinutes(1);
        await using var bench = new ModelBench([Entry(server) with { Timeout = timeout }]);
        var e = await Assert.ThrowsAsync<ModelException>(
            () => streamed ? TextAsync(Client(bench)) : Client(bench).GetResponseAsync("Hello"));

        Assert.Equal((expected, true), (e.Failure, e.MayBeCharged));
        var costs = (await bench.CostsOfAsync(Use))!;
        Assert.Equal((1, 0, 1), (costs.Calls, costs.Open, costs.Uncounted));
        Assert.True(costs.UncountedAmount >= new ModelPrice(2m, 10m).Cost(1, 0, 64));
    }

    [Fact]
    public async Task GetStreamingResponseAsync_EndsWithoutAReason_WasCut()
    {
        const string Half = """
            data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"One two"},"finish_reason":null}]}


            """;
        await using var model = await ScriptedModel.StartAsync((_, _) => new(Half, 200, "text/event-stream"));
        await using var bench = new ModelBench(
            [new ModelEntry { Name = "main", Endpoint = model.Endpoint, Model = "m", Price = new(2m, 10m) }]);
        var e = await Assert.ThrowsAsync<ModelException>(() => TextAsync(Client(bench)));

        Assert.Equal((ModelFailure.Unavailable, true), (e.Failure, e.MayBeCharged));
        Assert.Equal(1, (await bench.CostsOfAsync(Use))!.Uncounted);
    }

    [Fact]
    public async Task GetResponseAsync_EndpointAway_FallsBackAndThenLeavesItAlone()
    {
        await using var server = await ServerAsync(new ModelRule { Texts = ["Yes."] });
        var away = Entry(server) with
        {
            Name = "away", Endpoint = new Uri($"http://127.0.0.1:{FreePort.Next()}/v1"), Fallback = "main",
        };
        await using var bench = new ModelBench([away, Entry(server)]);
        var response = await Client(bench).GetResponseAsync("Hello");
        Assert.Equal("scripted-1 could not answer (Unavailable); scripted-1 answers", response.Notice());

        for (var i = 0; i < 6; i++)
        {
            Assert.Equal("Yes.", (await Client(bench).GetResponseAsync("Hello")).Text);
        }

        // Five failures open the breaker: the last two calls asked the fallback at once.
        Assert.Equal(7, server.Calls.Count);
        Assert.Equal(7 + 5, (await bench.CostsOfAsync(Use))!.Calls);
    }

    [Fact]
    public async Task GetStreamingResponseAsync_ReaderLeaves_CostsWhatCameUntilThen()
    {
        await using var server = await ServerAsync(
            new ModelRule { Texts = ["One two three four five six seven eight."], PieceMs = 20 });
        await using var bench = new ModelBench([Entry(server)]);
        await foreach (var update in Client(bench).GetStreamingResponseAsync("Hello"))
        {
            if (update.Text.Length > 0)
            {
                break;
            }
        }

        var costs = (await bench.CostsOfAsync(Use))!;
        Assert.Equal((1, 0, 1), (costs.Calls, costs.Open, costs.Uncounted));
        Assert.InRange(costs.OutputTokens, 1, 8);
        var price = new ModelPrice(2m, 10m);
        Assert.Equal(price.Cost(costs.InputTokens, 0, costs.OutputTokens), costs.Amount);
        Assert.Equal(costs.Amount, costs.UncountedAmount);
        // Nothing of the reservation is left in the way of the next call.
        Assert.Equal(costs.Amount, (await bench.Ledger.SpentAsync(TimeProvider.System.GetUtcNow(), default))[Use]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetResponseAsync_CanceledBeforeAnythingCame_EndsAtTheServerAndKeepsTheReservation(bool isStream)
    {
        await using var server = await ServerAsync(new ModelRule { Hanging = 1 });
        await using var bench = new ModelBench([Entry(server)]);
        using var stop = new CancellationTokenSource();
        var call = isStream
            ? Client(bench).GetStreamingResponseAsync("Hello", null, stop.Token).ToChatResponseAsync()
            : Client(bench).GetResponseAsync("Hello", null, stop.Token);
        await Until.TrueAsync(() => Task.FromResult(server.Active == 1), "call");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Until.TrueAsync(() => Task.FromResult(server.Active == 0), "end of the call at the server");
        var costs = (await bench.CostsOfAsync(Use))!;
        Assert.Equal(1, costs.Uncounted);
        Assert.True(costs.UncountedAmount >= new ModelPrice(2m, 10m).Cost(1, 0, 64));
    }

    [Fact]
    public async Task GetResponseAsync_Tools_AreCalledThroughAllLayers()
    {
        await using var server = await ServerAsync(new ModelRule
        {
            Texts = ["It is 7."], Tools = new Dictionary<string, string> { ["add"] = """{"a":3,"b":4}""" },
        });
        await using var bench = new ModelBench([Entry(server)]);
        var sums = new List<int>();
        var add = AIFunctionFactory.Create(
            (int a, int b) =>
            {
                sums.Add(a + b);
                return a + b;
            },
            "add");
        using var caller = new FunctionInvokingChatClient(Client(bench));
        var response = await caller.GetResponseAsync("How much?", new ChatOptions { Tools = [add] });

        Assert.Equal(("It is 7.", 7), (response.Text, Assert.Single(sums)));
        Assert.Equal(2, (await bench.CostsOfAsync(Use))!.Calls);
    }

    [Fact]
    public async Task GetResponseAsync_Telemetry_HasOneSpanOfTheGenAiNamesPerCall()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == ModelClients.TelemetrySource,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a => { lock (spans) { spans.Add(a); } },
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await ServerAsync(new ModelRule(), model: "span-model");
        await using var bench = new ModelBench([Entry(server) with { Model = "span-model" }]);
        await Client(bench).GetResponseAsync("Hello");

        var span = Assert.Single(spans, s => Equals(s.GetTagItem("gen_ai.request.model"), "span-model"));
        Assert.Equal("chat", span.GetTagItem("gen_ai.operation.name"));
        Assert.NotNull(span.GetTagItem("gen_ai.usage.output_tokens"));
        // What was said stays out of it.
        Assert.DoesNotContain(span.TagObjects, t => $"{t.Value}".Contains("Hello", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CheckAllAsync_RealEndpoint_ReadsItsStatus()
    {
        await using var server = await ServerAsync(new ModelRule());
        await using var bench = new ModelBench(
            [Entry(server) with { StatusUrl = new Uri(server.Endpoint, "/status") }]);
        await bench.Monitor.CheckAllAsync(default);
        var report = Assert.Single(await bench.Monitor.ReportAsync(isAsked: false, default));
        Assert.Equal(
            (true, "status_api", 0L), (report.Health!.Healthy, report.Source, report.Health.Status!.ActiveJobs));
    }

    private static IChatClient Client(ModelBench bench) => bench.Clients.Find("reasoner", Use)!;

    private static async Task<string> TextAsync(IChatClient client)
    {
        var text = "";
        await foreach (var update in client.GetStreamingResponseAsync("Hello"))
        {
            text += update.Text;
        }

        return text;
    }

    private static Task<ModelServerHost> ServerAsync(
        ModelRule rule, double retryAfter = 1, string model = "scripted-1") => ModelServerHost.StartAsync(
        new ModelScript { Rules = [rule], RetryAfterSeconds = retryAfter, Models = [model] });

    private static ModelEntry Entry(ModelServerHost server) => new()
    {
        Name = "main",
        Endpoint = server.Endpoint,
        Model = "scripted-1",
        MaxOutputTokens = 64,
        Price = new ModelPrice(2m, 10m),
    };
}
