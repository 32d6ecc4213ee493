namespace OpsFlow.Domain.Conversation.Policies;

/// <summary>How nodes are asked and answers graded, as their file has it.</summary>
/// <param name="Nodes">By name; <c>tool</c> is that of every tool without its own.</param>
/// <param name="Intents">The nodes of an intent.</param>
/// <param name="Weights">Of the axes of a grade.</param>
/// <param name="HazardSafety">The weight of safety where something does harm; the rest shrinks with it.</param>
/// <param name="Grades">The least score of each grade.</param>
public sealed record ChatPolicies(
    IReadOnlyDictionary<string, NodePolicy> Nodes, IReadOnlyDictionary<string, IntentPolicy> Intents,
    IReadOnlyDictionary<string, double> Weights, double HazardSafety, IReadOnlyDictionary<string, double> Grades)
{
    /// <summary>The policy of a node.</summary>
    public NodePolicy Of(string node) => Nodes.GetValueOrDefault(node) ?? Nodes["tool"];

    /// <summary>A score of the axes, each 1 to 5, by weights that sum to 1.</summary>
    public double Score(IReadOnlyDictionary<string, double> axes, bool isHazardous)
    {
        var weights = Weights.ToDictionary(w => w.Key, w => isHazardous && w.Key == "safety" ? HazardSafety : w.Value);
        var sum = weights.Values.Sum();
        return weights.Sum(w => w.Value / sum * axes.GetValueOrDefault(w.Key, 1));
    }

    /// <summary>The grade of a score.</summary>
    public string GradeOf(double score) =>
        Grades.Where(g => score >= g.Value).OrderByDescending(g => g.Value).Select(g => g.Key).FirstOrDefault() ?? "C";
}
