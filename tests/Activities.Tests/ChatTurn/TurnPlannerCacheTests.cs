using System.Text;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Domain.Text;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>What the classifier said is kept for everybody, and so only what is nobody's own.</summary>
public sealed class TurnPlannerCacheTests : IDisposable
{
    private const string Question = "상대성이론 좀 쉽게 설명해줘";
    private const string Weather = """{"action":"route","intents":["weather"],"confidence":0.5}""";

    private readonly IDisposable _language = Language.Use(Language.Korean);

    public void Dispose() => _language.Dispose();

    [Fact]
    public async Task PlanAsync_AnswerMadeForOnePerson_IsNotSaidToAnother()
    {
        await using var model = await ScriptedModel.StartAsync((_, n) => ScriptedModel.Says(
            $$"""{"action":"direct","response":"reply {{n}}"}"""));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "안녕");

        Assert.Equal("reply 0", (await PlanAsync(bench, "jun", Question)).Response);
        Assert.Equal("reply 1", (await PlanAsync(bench, "sora", Question)).Response);
    }

    [Fact]
    public async Task PlanAsync_ConversationWasTold_IsNotKeptForOthers()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says(Weather));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "안녕");
        await TalkAsync(bench, "jun");

        await PlanAsync(bench, "jun", Question);
        await PlanAsync(bench, "sora", Question);
        Assert.Equal(2, model.Requests.Count);
        await PlanAsync(bench, "hana", Question);

        // Of somebody who was told nothing it is kept.
        Assert.Equal(2, model.Requests.Count);
    }

    [Fact]
    public async Task PlanAsync_BeforeAndAfterMidnight_DraftsEachItsDay()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 23, 50, 0, TimeSpan.FromHours(9)));
        await using var model = await ScriptedModel.StartAsync((_, n) => ScriptedModel.Says(
            $$$"""
            {"action":"tools","tool":"calendar","operation":"create_draft",
             "params":{"title":"회의","date":"2026-12-0{{{n + 2}}}","time":"15:00"}}
            """));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "안녕", plannerTime: time);

        var before = await PlanAsync(bench, "jun", Question);
        time.Advance(TimeSpan.FromMinutes(30));
        var after = await PlanAsync(bench, "jun", Question, "s2");

        Assert.Equal(
            ["2026-12-02", "2026-12-03"],
            new[] { before, after }.Select(p => Assert.Single(p.Tools).Parameters["date"]));
    }

    [Fact]
    public async Task PlanAsync_AnotherDay_AsksAgain()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 12, 1, 23, 50, 0, TimeSpan.FromHours(9)));
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says(Weather));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "안녕", plannerTime: time);

        await PlanAsync(bench, "jun", Question);
        time.Advance(TimeSpan.FromMinutes(30));
        await PlanAsync(bench, "sora", Question);

        Assert.Equal(2, model.Requests.Count);
    }

    [Fact]
    public async Task PlanAsync_DecomposedAndComposed_ShareWhatWasSaid()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says(Weather));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "안녕");

        await PlanAsync(bench, "jun", Question);
        await PlanAsync(bench, "sora", Question.Normalize(NormalizationForm.FormD));

        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task PlanAsync_OtherPrompt_AsksAgain()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says(Weather));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "안녕");
        using var folder = new TempFolder();
        foreach (var file in Directory.EnumerateFiles(ConversationFiles.Shipped, "*", SearchOption.AllDirectories))
        {
            folder.Write(Path.GetRelativePath(ConversationFiles.Shipped, file), File.ReadAllText(file));
        }

        File.AppendAllText(Path.Combine(folder.Path, "prompts", "classifier.md"), "- More.\n");
        var edited = bench.PlannerOf(new(folder.Path, ConversationFiles.Read(folder.Path).Rules, bench.Waste));

        await PlanAsync(bench, "jun", Question);
        await edited.PlanAsync(await BeginAsync(bench, "sora", Question), default);

        Assert.Equal(2, model.Requests.Count);
    }

    [Fact]
    public async Task PlanAsync_DraftWaits_NeitherKeepsNorTakes()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says(Weather));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "안녕");

        for (var i = 0; i < 2; i++)
        {
            var turn = await BeginAsync(bench, $"jun{i}", Question);
            await bench.Drafts.ReplaceAsync(
                turn.ConversationId, new($"uid-{i}", "치과", "2026-12-02", "15:00", "16:00", null), default);
            await bench.Planner.PlanAsync(turn, default);
        }

        Assert.Equal(2, model.Requests.Count);
        await PlanAsync(bench, "sora", Question);
        Assert.Equal(3, model.Requests.Count);
    }

    [Fact]
    public async Task PlanAsync_KeptReply_IsBoostedByEachConversation()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says(Weather));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "안녕");
        await TalkAsync(bench, "sora", "weather");

        // Too unsure by itself; what the conversation was about makes it sure, from the same kept reply.
        Assert.DoesNotContain("weather", (await PlanAsync(bench, "jun", Question)).Intents);
        Assert.Contains("weather", (await PlanAsync(bench, "sora", Question)).Intents);
        Assert.Single(model.Requests);
    }

    private static async Task<PlanData> PlanAsync(
        TurnBench bench, string user, string message, string session = "s1") =>
        (await bench.Planner.PlanAsync(await BeginAsync(bench, user, message, session), default)).Plan;

    private static Task<TurnRecord> BeginAsync(
        TurnBench bench, string user, string message, string session = "s1") =>
        bench.BeginAsync(new(user, session, $"c-{user}", message, "ko", null, null));

    private static async Task TalkAsync(TurnBench bench, string user, string? intent = null)
    {
        var turn = await bench.BeginAsync(new(user, "s1", "c-before", "내 사번은 0412야", "ko", null, null));
        await bench.Chats.EndAsync(turn.Id, TurnState.Done, null, (_, _) => "기억할게요.", intent, default);
    }
}
