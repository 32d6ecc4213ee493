using System.Text.Json;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Explanations;
using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Domain.Tests.Prescriptions.Explanations;

public sealed class ExplanationMergeTests
{
    private const string Patient = "P-3f9a1c";
    private const string Canary = "You explain cards of a prescription check";

    private static readonly CheckResult s_check =
        Tables.Check("심바스타틴정40밀리그램", "이트라코나졸캡슐100밀리그램", "와파린정2밀리그램", "이부프로펜정400밀리그램");

    private static readonly IReadOnlyList<CdsCard> s_cards = Tables.Cards(s_check, "ko");
    private static readonly Dictionary<int, IReadOnlyList<string>> s_drugs =
        s_check.Drugs.ToDictionary(d => d.Line, d => d.Drug.Ingredients);

    private static readonly ExplanationMerge s_merge = new(Tables.Drugs);

    public static TheoryData<string, string> Hostile()
    {
        var data = new TheoryData<string, string>();
        foreach (var line in File.ReadLines(
            Path.Combine(AppContext.BaseDirectory, "Prescriptions/Explanations/hostile-answers.tsv")))
        {
            var cells = line.Split('\t');
            data.Add(cells[0], cells[1]);
        }

        return data;
    }

    [Fact]
    public void Hostile_Answers_AreAtLeastAHundredOfEveryKind()
    {
        var answers = Hostile().Select(r => (string)r[0]).ToList();

        Assert.True(answers.Count >= 100, $"{answers.Count}");
        Assert.Equal(["add", "contradict", "drop", "form", "inject", "leak", "lower"], answers.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Merge_HostileAnswer_LeavesTheCardsAndIsMarkedOrDiscarded(string kind, string text)
    {
        var before = JsonSerializer.SerializeToUtf8Bytes(s_cards);
        var parts = s_cards.Select((c, i) => (Mark: ExplanationMerge.MarkOf(i), Text: Good(c))).ToList();
        var answer = kind switch
        {
            "form" => text.Replace("\\n", "\n"),
            "drop" => Answer(parts.Skip(1)).Replace(
                "\"explanations\"", $"\"note\":{JsonSerializer.Serialize(text)},\"explanations\""),
            "add" when text.StartsWith('c') => Answer(
                [.. parts, (text[..text.IndexOf(' ')], text[text.IndexOf(' ')..])]),
            _ => Answer([(parts[0].Mark, text), .. parts.Skip(1)]),
        };

        var explanation = s_merge.Merge(answer, s_cards, s_drugs, [Patient, Canary]);

        Assert.Equal(before, JsonSerializer.SerializeToUtf8Bytes(s_cards));
        Assert.Contains(explanation.Status, new[] { ExplanationStatus.Marked, ExplanationStatus.Discarded });
        Assert.NotEmpty(explanation.Reasons);
        Assert.DoesNotContain(explanation.Parts, p => p.Text == text);
        Assert.DoesNotContain(explanation.Parts, p => s_cards.All(c => c.Uuid != p.Card));
    }

    [Fact]
    public void Merge_AnswerThatExplainsEachCard_IsGiven()
    {
        var explanation = s_merge.Merge(
            Answer(s_cards.Select((c, i) => (ExplanationMerge.MarkOf(i), Good(c)))), s_cards, s_drugs,
            [Patient, Canary]);

        Assert.Empty(explanation.Reasons);
        Assert.Equal(ExplanationStatus.Given, explanation.Status);
        Assert.Equal(s_cards.Select(c => c.Uuid), explanation.Parts.Select(p => p.Card));
    }

    [Theory]
    [InlineData("이트라코나졸이 간에서 심바스타틴의 분해를 막아 근육통과 갈색 소변이 나타날 수 있습니다.")]
    [InlineData("Itraconazole blocks the enzyme that breaks down simvastatin, so muscle pain may follow.")]
    [InlineData("이 조합은 병용금기입니다. 처방의에게 연락해 다른 약을 상의하십시오.")]
    [InlineData("This pair is contraindicated. Watch for weakness; call the prescriber before handing it out.")]
    public void Merge_OrdinaryExplanations_AreNotMistaken(string text)
    {
        var explanation = s_merge.Merge(Answer([("c1", text)]), [s_cards[0]], s_drugs, [Patient, Canary]);

        Assert.Equal([], explanation.Reasons);
        Assert.Equal(text, Assert.Single(explanation.Parts).Text);
    }

    [Fact]
    public void Merge_AnswerInAFence_IsRead()
    {
        var answer = "Sure:\n```json\n" + Answer([("c1", Good(s_cards[0]))]) + "\n```";

        Assert.Equal(ExplanationStatus.Given, s_merge.Merge(answer, [s_cards[0]], s_drugs, []).Status);
    }

    private static string Good(CdsCard card) => card.Severity switch
    {
        InteractionSeverity.Contraindicated => "한 약이 다른 약의 분해를 막아 혈중 농도가 올라갑니다. 처방의와 상의하십시오.",
        _ => "출혈 징후를 살피고 처방의와 상의하십시오.",
    };

    private static string Answer(IEnumerable<(string Mark, string Text)> parts) => JsonSerializer.Serialize(
        new { explanations = parts.Select(p => new { card = p.Mark, text = p.Text }) });
}
