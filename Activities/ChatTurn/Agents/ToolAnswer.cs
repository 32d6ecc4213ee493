using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>What a tool answers.</summary>
/// <param name="Text">For a model, as data.</param>
/// <param name="HasFound">Whether that is anything.</param>
internal sealed record ToolAnswer(string Text, bool HasFound, params NodeSource[] Sources)
{
    /// <summary>Nothing, and why.</summary>
    public static ToolAnswer Nothing(string why) => new(why, false);
}
