using OpsFlow.Domain.Conversation.Evaluation;

namespace OpsFlow.Domain.Tests.Conversation;

public sealed class RuleGraderTests
{
    private static readonly string[] s_context = ["페트병은 내용물을 비우고 라벨을 떼어 플라스틱으로 배출합니다"];
    private static readonly string[] s_nuggets = ["내용물을 비우고", "라벨을 떼어"];

    [Fact]
    public void Grade_SaysWhatTheRulesSayWithSource_IsGood()
    {
        var (axes, notes) = RuleGrader.Grade(
            "페트병은 내용물을 비우고 라벨을 떼어 플라스틱으로 배출해요", s_context, s_nuggets, hasSources: true, isHazardous: false);

        var policies = ShippedConversation.Rules.Policies;
        var score = policies.Score(axes, isHazardous: false);
        Assert.Equal("S", policies.GradeOf(score));
        Assert.InRange(score, 4.5, 5);
        Assert.Empty(notes);
    }

    [Fact]
    public void Grade_InventsAndLeavesOut_NamesBothAndGradesLower()
    {
        var (axes, notes) = RuleGrader.Grade(
            "우주선 연료로 재가공됩니다 외계인이 좋아해요", s_context, s_nuggets, hasSources: false, isHazardous: true);

        var policies = ShippedConversation.Rules.Policies;
        Assert.Contains(policies.GradeOf(policies.Score(axes, isHazardous: true)), new[] { "B", "C" });
        Assert.Equal(["citation", "nuggets", "groundedness"], notes);
        Assert.All(axes.Values, a => Assert.InRange(a, 1, 5));
    }

    [Fact]
    public void Score_Hazard_WeighsSafetyMoreAndStaysWithinTheScale()
    {
        var policies = ShippedConversation.Rules.Policies;
        var axes = policies.Weights.ToDictionary(w => w.Key, w => w.Key == "safety" ? 1.0 : 5.0);

        Assert.Equal(5, policies.Score(policies.Weights.ToDictionary(w => w.Key, _ => 5.0), isHazardous: true), 6);
        Assert.True(policies.Score(axes, isHazardous: true) < policies.Score(axes, isHazardous: false));
    }
}
