using Temporalio.Activities;

namespace OpsFlow.Workflows.ChatTurn;

/// <summary>
/// The side effects of a turn. Each may run more than once: what it found is kept once, its events have keys, and the
/// tokens of an attempt that is taken over are taken back.
/// </summary>
public interface IChatTurnActivities
{
    /// <summary>Finds out what is asked for: by rules, else by the classifier.</summary>
    [Activity("ChatPlan")]
    Task<TurnPlan> PlanAsync(TurnStep input);

    /// <summary>Checks that this product's own API took an answer, which anybody can send to the workflow.</summary>
    [Activity("ChatCheckAnswer")]
    Task<string?> CheckAnswerAsync(TurnAnswerInput input);

    /// <summary>Takes where the person is.</summary>
    [Activity("ChatTakeAnswer")]
    Task TakeAnswerAsync(TurnAnswerInput input);

    /// <summary>Asks a tool or a source.</summary>
    [Activity("ChatNode")]
    Task<NodeOutcome> RunNodeAsync(NodeInput input);

    /// <summary>Records that a node did not end by itself.</summary>
    [Activity("ChatNodeFailed")]
    Task RecordNodeAsync(NodeFailure input);

    /// <summary>Writes the answer into the stream.</summary>
    [Activity("ChatAnswer")]
    Task<AnswerOutcome> AnswerAsync(AnswerInput input);

    /// <summary>Grades the answer.</summary>
    [Activity("ChatGrade")]
    Task<GradeOutcome> GradeAsync(TurnStep input);

    /// <summary>Records a state. An end stores the assistant's message before it is told.</summary>
    /// <returns>The state that the turn is in: one that is over stays what it is.</returns>
    [Activity("ChatRecord")]
    Task<TurnState> RecordAsync(TurnChange change);
}
