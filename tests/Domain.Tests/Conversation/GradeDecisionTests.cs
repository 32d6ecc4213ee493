using System.Text.Json;
using OpsFlow.Domain.Conversation.Evaluation;

namespace OpsFlow.Domain.Tests.Conversation;

public sealed class GradeDecisionTests
{
    private static readonly Calibration s_exact = new(6, ModelGrade.AxisNames.ToDictionary(a => a, _ => 0.0), 0);

    private readonly GradeDecision _decision = new(ShippedConversation.Rules.Policies);

    [Fact]
    public void Decide_RulesAlone_AreTheGrade()
    {
        var decided = _decision.Decide(Axes(5), [], null, null, hasSources: true, isHazardous: false);

        Assert.Equal(("S", "pass"), Pick(decided));
        Assert.Equal(5, decided.Score, 6);
    }

    [Fact]
    public void Decide_ModelThatIsNotTrusted_HasNoSay()
    {
        var model = Grade(1);
        var far = s_exact with { Error = 2 };
        foreach (var calibration in new[] { null, far })
        {
            var decided = _decision.Decide(Axes(5), [], model, calibration, hasSources: true, isHazardous: true);
            Assert.Equal(("S", "pass"), Pick(decided));
            Assert.Contains("uncalibrated", decided.Notes);
        }
    }

    [Fact]
    public void Decide_Safety_IsTheWorseOfBoth()
    {
        var model = Grade(5, ("safety", 1));

        var decided = _decision.Decide(Axes(5), [], model, s_exact, hasSources: true, isHazardous: true);

        Assert.Equal(1, decided.Axes["safety"]);
        Assert.Equal("retry", decided.Next);
    }

    [Theory]
    [InlineData("faithfulness", "retry")]
    [InlineData("relevance", "fallback")]
    [InlineData("communication", "pass")]
    public void Decide_PoorAxis_SaysWhatFollows(string axis, string next) => Assert.Equal(
        next,
        _decision.Decide(Axes(5), [], Grade(5, (axis, 1)), s_exact, hasSources: true, isHazardous: false).Next);

    // Without sources there is nothing that a second answer would be better by.
    [Fact]
    public void Decide_NothingToSay_Passes() => Assert.Equal(
        "pass",
        _decision.Decide(
            Axes(1), ["nuggets", "groundedness"], Grade(1), s_exact, hasSources: false, isHazardous: false).Next);

    [Fact]
    public void Calibration_ModelThatIsKinderThanPeople_IsCorrected()
    {
        var pairs = ShippedConversation.Rules.Calibration.Pairs;
        var calibration = Calibration.Of([.. pairs.Select(p => (
            p, new ModelGrade(p.Axes.ToDictionary(a => a.Key, a => Math.Min(5, a.Value + 0.5)), 0)))]);

        Assert.True(calibration.IsTrusted);
        Assert.All(calibration.Bias.Values, b => Assert.InRange(b, 0, 0.5));
        Assert.True(calibration.Correct(Grade(4)).Values.All(v => v is > 3.4 and <= 4));
    }

    [Fact]
    public void Calibration_ModelThatFindsAllGood_IsNotTrusted()
    {
        var calibration = Calibration.Of(
            [.. ShippedConversation.Rules.Calibration.Pairs.Select(p => (p, Grade(5)))]);

        Assert.False(calibration.IsTrusted);
        Assert.False(Calibration.Of([]).IsTrusted);
    }

    [Theory]
    [InlineData("""{"faithfulness":5,"relevance":4,"completeness":3,"safety":2,"communication":1}""", 0)]
    [InlineData(
        """
        {"faithfulness":5,"relevance":4,"completeness":3,"safety":2,"communication":1,"unsupported":["a","b"]}
        """, 2)]
    [InlineData("""{"faithfulness":6,"relevance":4,"completeness":3,"safety":2,"communication":1}""", null)]
    [InlineData("""{"faithfulness":"5","relevance":4,"completeness":3,"safety":2,"communication":1}""", null)]
    [InlineData("""{"faithfulness":5}""", null)]
    public void Of_AnswerOfAModel_IsReadWholeOrNotAtAll(string json, int? unsupported) =>
        Assert.Equal(unsupported, ModelGrade.Of(JsonElement.Parse(json))?.Unsupported);

    private static (string Grade, string Next) Pick(
        (string Grade, double Score, IReadOnlyDictionary<string, double> Axes, IReadOnlyList<string> Notes,
            string Next) decided) => (decided.Grade, decided.Next);

    private static Dictionary<string, double> Axes(double value) =>
        ModelGrade.AxisNames.ToDictionary(a => a, _ => value);

    private static ModelGrade Grade(double value, params (string Axis, double Value)[] but)
    {
        var axes = Axes(value);
        foreach (var (axis, other) in but)
        {
            axes[axis] = other;
        }

        return new(axes, 0);
    }
}
