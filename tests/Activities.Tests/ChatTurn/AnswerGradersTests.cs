using System.Text.Json.Nodes;
using OpsFlow.Domain.Text;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>Grades by the rules, by a model and by how that model grades.</summary>
public sealed class AnswerGradersTests : IDisposable
{
    private const string Question = "페트병 어떻게 버려?";

    private readonly IDisposable _language = Language.Use(Language.Korean);

    public void Dispose() => _language.Dispose();

    [Fact]
    public async Task GradeAsync_ModelThatGradesAsPeopleDo_CountsAndIsMeasuredOnce()
    {
        await using var model = await RawModel.StartAsync(
            (asked, sendAsync, _) => sendAsync(RawModel.Answer(asked, Fair(asked))));
        await using var bench = new AnswerBench(model.Endpoint);

        var (first, event1) = await GradeAsync(bench, "c1", "내용물을 비우고 라벨을 떼어 주세요");
        var (second, event2) = await GradeAsync(bench, "c2", "그냥 아무 데나 두세요");

        Assert.Equal("pass", first.Next);
        Assert.Equal("retry", second.Next);
        Assert.Equal(1, event2["modelAxes"]!["faithfulness"]!.GetValue<double>());
        Assert.NotNull(event1["ruleAxes"]);
        Assert.Equal("big", event1["grader"]!.ToString());
        // Six answers whose grades are known, once; and one each.
        Assert.Equal(8, model.Requests.Count);
        var kept = JsonNode.Parse((await bench.Chats.FindAsync(event2["turn"]!.ToString(), default))!.Grade!)!;
        Assert.Equal(1, kept["modelAxes"]!["faithfulness"]!.GetValue<double>());
        Assert.True(kept["graderError"]!.GetValue<double>() < 0.5);
    }

    [Theory]
    [InlineData("no json at all")]
    [InlineData("""{"faithfulness":5,"relevance":5,"completeness":5,"safety":5,"communication":5}""")]
    public async Task GradeAsync_ModelThatCannotGrade_HasNoSayAndIsNotAskedAgain(string says)
    {
        await using var model = await RawModel.StartAsync(
            (asked, sendAsync, _) => sendAsync(RawModel.Answer(asked, says)));
        await using var bench = new AnswerBench(model.Endpoint);

        var (first, _) = await GradeAsync(bench, "c1", "내용물을 비우고 라벨을 떼어 주세요");
        var asked = model.Requests.Count;
        var (second, data) = await GradeAsync(bench, "c2", "내용물을 비우고 라벨을 떼어 주세요");

        Assert.Equal(first.Grade, second.Grade);
        Assert.Null(data["modelAxes"]);
        Assert.Equal(asked, model.Requests.Count);
    }

    private static async Task<(GradeOutcome Outcome, JsonObject Data)> GradeAsync(
        AnswerBench bench, string client, string answer)
    {
        var turn = await bench.BeginAsync(client, Question, "waste");
        await bench.Chats.KeepNodeAsync(
            turn.Id, "waste_rag", 0, NodeStatus.Ok,
            new NodeData("내용물을 비우고 라벨을 떼어 배출한다", "", 0.9, [new("규정", null)]), TimeSpan.Zero, default);
        var writer = await bench.Chats.BeginWritingAsync(turn.Id, "big", default);
        await bench.Chats.AppendTokensAsync(turn.Id, writer, 0, answer, default);
        turn = (await bench.Chats.FindAsync(turn.Id, default))!;

        var outcome = await bench.Graders.GradeAsync(
            turn, new("intents", [], ["waste"], null, null, [], "v", null), default);

        var data = (await bench.EventsAsync(turn)).Single(e => e.Kind == "evaluation").Data;
        data["turn"] = turn.Id;
        await bench.Chats.EndAsync(turn.Id, TurnState.Done, null, (_, written) => written, null, default);
        return (outcome, data);
    }

    // As people would: what is right is good, what is made up is not.
    private static string Fair(JsonNode asked)
    {
        var text = asked["messages"]!.ToJsonString(
            new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var isBad = new[] { "일반쓰레기 봉투", "난로에", "weather", "아무 데나" }
            .Any(w => text.Contains(w, StringComparison.Ordinal));
        return isBad
            ? """{"faithfulness":1,"relevance":3,"completeness":1,"safety":3,"communication":4,"unsupported":["x"]}"""
            : """{"faithfulness":5,"relevance":5,"completeness":5,"safety":5,"communication":5,"unsupported":[]}""";
    }
}
