using OpsFlow.Domain.Conversation.Evaluation;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Records.Waste;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>
/// Grades an answer that stands: by what the rules count, by a model, and by how that model is known to grade, all
/// three at once. Whatever of it fails, the answer stays; without a model the rules alone say the grade.
/// </summary>
public sealed class AnswerGraders(
    ChatStore chats, ConversationLibrary library, WasteLibrary waste, ModelGrader model)
{
    /// <summary>Grades it and tells how good it is.</summary>
    public async Task<GradeOutcome> GradeAsync(TurnRecord turn, PlanData? plan, CancellationToken cancellationToken)
    {
        var found = (await chats.NodesAsync(turn.Id, cancellationToken))
            .Where(n => n.Status == nameof(NodeStatus.Ok))
            .Select(n => n.ReadData()).ToList();
        var match = found.Count > 0 && plan?.Intents.Contains("waste") == true
            ? waste.Rules.Match(new(turn.Message))
            : null;
        var answer = await chats.WrittenAsync(turn.Id, cancellationToken);
        var isHazardous = match?.Item.Hazardous == true;

        var known = await model.KnownAsync(cancellationToken);
        // One that is known to grade badly is not asked.
        var grading = known is { IsTrusted: false }
            ? Task.FromResult<ModelGrade?>(null)
            : model.GradeAsync(
                turn.Message, string.Join("\n\n", found.Select(f => f.Context)), answer, cancellationToken);
        var calibrating = known is null ? model.MeasureAsync(cancellationToken) : Task.FromResult<Calibration?>(known);
        var rules = RuleGrader.Grade(
            answer, [.. found.Select(f => f.Context)],
            match is null ? [] : [.. match.Instructions.Select(i => i.Text.In(turn.Language))],
            found.Exists(f => f.Sources.Count > 0), isHazardous);
        var (grade, score, axes, notes, next) = new GradeDecision(library.Rules.Policies).Decide(
            rules.Axes, rules.Notes, await grading, await calibrating, found.Count > 0, isHazardous);

        var kept = new GradeData(grade, score, axes, notes)
        {
            RuleAxes = rules.Axes, ModelAxes = (await grading)?.Axes, Grader = model.Model,
            GraderError = (await calibrating)?.Error,
        };
        await chats.KeepGradeAsync(turn.Id, kept, cancellationToken);
        await chats.TellAsync(
            turn.Id, $"evaluation:{turn.Writer}", "evaluation",
            new
            {
                stage = (int)TurnState.Evaluate, grade, score, axes, notes, next, ruleAxes = kept.RuleAxes,
                modelAxes = kept.ModelAxes, grader = kept.Grader,
            },
            cancellationToken);
        return new GradeOutcome(grade, next);
    }
}
