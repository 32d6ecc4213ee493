using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;

namespace OpsFlow.Activities.Tests.ChatTurn;

public sealed class StatusNodeTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    /// <summary>Whether it is healthy (null: never looked at), its checks, jobs, ping and own calls.</summary>
    public static TheoryData<string, bool?, double[], long?, double?, long, string> Lines => new()
    {
        { "ko", null, [], null, null, 0, "main (reasoner): 아직 확인하지 않음" },
        { "en", null, [], null, null, 0, "main (reasoner): not looked at yet" },
        { "ko", false, [], null, null, 0, "main (reasoner): 연결 안 됨" },
        { "en", false, [], null, null, 0, "main (reasoner): not reachable" },
        { "ko", true, [12], null, null, 0, "main (reasoner): 정상 · 여유 · health 12ms · ping: 측정 안 함" },
        {
            "ko", true, [20, 50], null, 140, 0,
            "main (reasoner): 정상 · 여유 · health 50ms (baseline 50ms, 1.0배) · ping 140ms"
        },
        {
            "en", true, [20, 20, 20, 20, 100], null, null, 0,
            "main (reasoner): up · normal · health 100ms (baseline 28ms, 3.6x) · ping: not measured"
        },
        {
            "ko", true, [20], null, 9000, 0, "main (reasoner): 정상 · 매우 바쁨 · health 20ms · ping 9000ms"
        },
        { "en", true, [20], null, 100, 2, "main (reasoner): up · normal · health 20ms · ping 100ms" },
        {
            "ko", true, [20], 3, null, 0,
            "main (reasoner): 정상 · 바쁨 · active_jobs: 3 (total: 120) [status API] · health 20ms · ping: 측정 안 함"
        },
        {
            "en", true, [20], 4, null, 0,
            "main (reasoner): up · very busy · active_jobs: 4 (total: 120) [status API] · health 20ms"
                + " · ping: not measured"
        },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Line_WhatWasMeasured_IsToldAndNothingElse(
        string language, bool? isHealthy, double[] checks, long? jobs, double? ping, long own, string expected)
    {
        using var words = Language.Use(language);
        var entry = new ModelEntry { Name = "main", Model = "m-1" };
        ModelHealth? health = null;
        foreach (var check in checks)
        {
            health = ModelHealth.Up("main", health, s_now, check, jobs is { } active ? new(active, 120) : null);
        }

        health = isHealthy == false ? ModelHealth.Down("main", health, s_now, "no") : health;
        var report = ModelReport.Of(
            entry, health, ping is null ? null : new(s_now, s_now, ping), own, s_now);

        Assert.Equal(expected, StatusNode.Line(report, ["reasoner"]));
    }

    [Fact]
    public async Task RunAsync_SomebodyAsks_MeasuresAndTellsTheQueue()
    {
        using var words = Language.Use(Language.Korean);
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says("pong"));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "시스템 상태");
        var node = new StatusNode(bench.Registry, bench.Monitor, bench.Chats, TimeProvider.System);

        var before = await node.RunAsync(bench.Ask("status.models"), default);
        Assert.Contains("scripted: 아직 확인하지 않음", before.Summary);
        Assert.Empty(model.Requests);

        await bench.Health.SaveAsync(
            ModelHealth.Up("scripted", null, TimeProvider.System.GetUtcNow(), 12, null), default);
        var after = await node.RunAsync(bench.Ask("status.models"), default);

        Assert.Single(model.Requests);
        Assert.Matches(@"^🤖 시스템 상태:\nscripted[^\n]*: 정상 · [^\n]*health 12ms · ping \d+ms\n", after.Summary);
        Assert.EndsWith("\n내 작업 큐: 처리 중 0건, 대기 1", after.Summary);
    }

    [Fact]
    public async Task RunAsync_ModelThatWorksOnSomethingElse_IsToldAsNotMeasured()
    {
        using var words = Language.Use(Language.Korean);
        await using var model = await ScriptedModel.StartAsync(
            (_, _) => ScriptedModel.Says("pong") with { Delay = TimeSpan.FromMinutes(1) });
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "시스템 상태");
        await bench.Health.SaveAsync(
            ModelHealth.Up("scripted", null, TimeProvider.System.GetUtcNow(), 12, null), default);
        var node = new StatusNode(bench.Registry, bench.Monitor, bench.Chats, TimeProvider.System);

        var found = await node.RunAsync(
            bench.Ask("status.models") with { Limit = TimeSpan.FromMilliseconds(500) }, default);

        Assert.Contains("정상", found.Summary);
        Assert.Contains("ping: 측정 안 함", found.Summary);
    }
}
