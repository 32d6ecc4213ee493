using OpsFlow.Activities.ScanChain;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>What a picture shows besides the thing that is answered: it is not dropped in silence.</summary>
internal static class PictureRest
{
    /// <summary>The parameter of the node that answers the main thing.</summary>
    public const string Name = "others";

    private const char Between = '|';

    /// <summary>It as a parameter.</summary>
    public static string Write(IReadOnlyList<string> things) =>
        string.Join(Between, things.Select(t => t.Replace(Between, ' ')));

    /// <summary>What the person is told of it; null for nothing.</summary>
    public static string? Told(PlanData plan) => ScanNotice.Of(
        plan.Tools.Select(t => t.Parameters.GetValueOrDefault(Name)).FirstOrDefault(t => t is not null)?.Split(Between),
        null);
}
