namespace OpsFlow.Domain.Conversation.Evaluation;

/// <summary>How a model grades, measured by answers whose grades are known.</summary>
/// <param name="Pairs">How many it graded.</param>
/// <param name="Bias">By axis: how much better than people it finds them on average.</param>
/// <param name="Error">How far off it is on average, when its bias is taken away.</param>
public sealed record Calibration(int Pairs, IReadOnlyDictionary<string, double> Bias, double Error)
{
    private const double MostError = 1;
    private const int FewestPairs = 4;

    /// <summary>Whether its grades count.</summary>
    public bool IsTrusted => Pairs >= FewestPairs && Error <= MostError;

    /// <summary>Measures it.</summary>
    /// <param name="graded">What people and what the model say of each answer.</param>
    public static Calibration Of(IReadOnlyList<(GradedPair Pair, ModelGrade Grade)> graded)
    {
        var bias = ModelGrade.AxisNames.ToDictionary(
            a => a, a => graded.Count == 0 ? 0 : graded.Average(g => g.Grade.Axes[a] - g.Pair.Axes[a]));
        var errors = graded.SelectMany(g => ModelGrade.AxisNames.Select(
            a => Math.Abs(Corrected(g.Grade.Axes[a], bias[a]) - g.Pair.Axes[a]))).ToList();
        return new(graded.Count, bias, errors.Count == 0 ? double.MaxValue : errors.Average());
    }

    /// <summary>A model's axes without its bias.</summary>
    public Dictionary<string, double> Correct(ModelGrade grade) =>
        grade.Axes.ToDictionary(a => a.Key, a => Corrected(a.Value, Bias.GetValueOrDefault(a.Key)));

    private static double Corrected(double value, double bias) => Math.Clamp(value - bias, 1, 5);
}
