using OpsFlow.Domain.Conversation.Policies;

namespace OpsFlow.Domain.Conversation.Evaluation;

/// <summary>
/// Joins what the rules count and what a model says, and decides what follows. Where harm can be done the worse of the
/// two counts; a model that does not grade as people do has no say.
/// </summary>
public sealed class GradeDecision(ChatPolicies policies)
{
    private const double Poor = 2;

    // Rules can count, but not tell whether somebody is understood.
    private static readonly Dictionary<string, double> s_ofModel = new()
    {
        ["faithfulness"] = 0.5, ["relevance"] = 0.8, ["completeness"] = 0.5, ["communication"] = 0.8,
    };

    /// <summary>Decides.</summary>
    /// <param name="rules">The rules' axes.</param>
    /// <param name="notes">What the rules found wanting.</param>
    /// <param name="model">The model's grade; null when there is none.</param>
    /// <param name="calibration">How the model grades; null when that is not known.</param>
    /// <param name="hasSources">Whether the answer was given anything to say.</param>
    /// <param name="isHazardous">Whether it is about something that does harm.</param>
    /// <returns>The axes, what is wanting, and what follows: pass, retry or fallback.</returns>
    public (string Grade, double Score, IReadOnlyDictionary<string, double> Axes, IReadOnlyList<string> Notes,
        string Next) Decide(
        IReadOnlyDictionary<string, double> rules, IReadOnlyList<string> notes, ModelGrade? model,
        Calibration? calibration, bool hasSources, bool isHazardous)
    {
        var corrected = model is not null && calibration is { IsTrusted: true } ? calibration.Correct(model) : null;
        List<string> said = [.. notes];
        if (model is not null && corrected is null)
        {
            said.Add("uncalibrated");
        }

        var axes = ModelGrade.AxisNames.ToDictionary(a => a, a => Joined(a, rules, corrected));
        if (corrected is not null && model!.Unsupported > 0 && hasSources)
        {
            said.Add("unsupported");
        }

        var score = policies.Score(axes, isHazardous);
        return (policies.GradeOf(score), score, axes, said, Next(corrected, notes, hasSources, isHazardous));
    }

    // First what may do harm, then what is not so, then what is not what was asked.
    private static string Next(
        Dictionary<string, double>? model, IReadOnlyList<string> notes, bool hasSources, bool isHazardous) =>
        !hasSources ? "pass"
        : isHazardous && model?["safety"] <= Poor ? "retry"
        : notes.Contains("nuggets") && notes.Contains("groundedness") ? "retry"
        : model?["faithfulness"] <= Poor ? "retry"
        : model?["relevance"] <= Poor ? "fallback"
        : "pass";

    private static double Joined(
        string axis, IReadOnlyDictionary<string, double> rules, Dictionary<string, double>? model) =>
        model is null ? rules[axis]
        : axis == "safety" ? Math.Min(rules[axis], model[axis])
        : (rules[axis] * (1 - s_ofModel[axis])) + (model[axis] * s_ofModel[axis]);
}
