using OpsFlow.Api.Errors;
using OpsFlow.Workflows.Shared;
using Temporalio.Exceptions;

namespace OpsFlow.Api.Platform;

/// <summary>Why a workflow took no answer, in the language of who gave it.</summary>
internal static class RefusedAnswer
{
    private const string Named = KnownSentences.Named;

    private static readonly (string Sentence, Func<string, string> Words)[] s_known =
    [
        (AnswerRefusal.FixChanged, _ => ProblemWords.FixIsAnother),
        (AnswerRefusal.LabelStale, _ => ProblemWords.LabelStale),
        (AnswerRefusal.OtherSubject, _ => ProblemWords.OtherSubject),
        (AnswerRefusal.CardClosed, _ => ProblemWords.CardClosed),
        (AnswerRefusal.OtherCard, _ => ProblemWords.OtherCard),
        (AnswerRefusal.NoSuchCard, _ => ProblemWords.NoSuchCard),
        (AnswerRefusal.PrescriptionChanged, _ => ProblemWords.PrescriptionChanged),
        (AnswerRefusal.DecisionNotOurs, _ => ProblemWords.NotSealed),
        (AnswerRefusal.AnswerNotOurs, _ => ProblemWords.NotSealed),
        (AnswerRefusal.LabelNotOurs, _ => ProblemWords.NotSealed),
        (AnswerRefusal.Decided(Named), who => ProblemWords.FormatDecidedAlready(who)),
        (AnswerRefusal.NoDecision(Named), state => ProblemWords.FormatWaitsForNobody(StateNames.Of(state))),
        (AnswerRefusal.NoLabel(Named), state => ProblemWords.FormatNotAsking(StateNames.Of(state))),
        (AnswerRefusal.NoAnswer(Named), state => ProblemWords.FormatTurnNotAsking(StateNames.Of(state))),
    ];

    /// <summary>What the workflow said of an update that failed.</summary>
    public static string Of(WorkflowUpdateFailedException e) =>
        e.InnerException is { } inner && TemporalException.IsCanceledException(inner)
            ? ProblemWords.RunCanceled
            : InWords(e.InnerException?.Message ?? e.Message);

    /// <summary>A sentence of a workflow; one that is not known stays as it is.</summary>
    public static string InWords(string sentence) => s_known.InWords(sentence) ?? sentence;
}
