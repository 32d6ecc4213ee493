using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Domain.Text;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>Makes what nodes bring.</summary>
internal static class NodeAnswers
{
    private const int MaxContext = 2000;

    public static NodeData Found(string context, string summary, double quality = 1, params NodeSource[] sources) =>
        new(context.CutTo(MaxContext, DataBlock.Mark), summary.CutTo(MaxContext, DataBlock.Mark), quality, sources);

    public static NodeData Nothing(string summary) => new("", summary.CutTo(MaxContext, DataBlock.Mark), 0, []);

    public static NodeData NotSetUp(string tool, string setting) =>
        new("", ChatWords.FormatNotSetUp(tool, setting), 0, [], "not_set_up");
}
