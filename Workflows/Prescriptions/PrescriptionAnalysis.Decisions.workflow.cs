using OpsFlow.Workflows.Shared;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.Prescriptions;

/// <content>The decisions on the cards: each card has one, the first that is valid.</content>
public sealed partial class PrescriptionAnalysisWorkflow
{
    private readonly SortedDictionary<string, PersonGate<CardDecision>> _gates = new(StringComparer.Ordinal);
    private bool _isSuperseded;

    /// <summary>A pharmacist's decision; refused when it can have no effect.</summary>
    /// <returns>False when another one came at the same moment.</returns>
    [WorkflowUpdate("decide-card")]
    public async Task<bool> DecideCardAsync(CardDecision decision)
    {
        if (!await GateOf(decision).SubmitAsync(decision))
        {
            return false;
        }

        await Workflow.ExecuteActivityAsync(
            (IPrescriptionActivities a) => a.RecordDecisionAsync(InputOf(decision)), PrescriptionOptions.Record);
        return true;
    }

    /// <summary>Checks a decision before it enters the history.</summary>
    [WorkflowUpdateValidator(nameof(DecideCardAsync))]
    public void ValidateCardDecision(CardDecision decision) => GateOf(decision).Validate(decision);

    /// <summary>A later analysis of the same prescription counts.</summary>
    [WorkflowSignal("supersede")]
    public Task SupersedeAsync()
    {
        _isSuperseded = true;
        return Task.CompletedTask;
    }

    private static CheckCardDecisionInput InputOf(CardDecision decision) =>
        new(AnalysisOf(Workflow.Info.WorkflowId)!, decision);

    private static Task<string?> VoidReasonAsync(CardDecision decision) => Workflow.ExecuteActivityAsync(
        (IPrescriptionActivities a) => a.CheckDecisionAsync(InputOf(decision)), PrescriptionOptions.Record);

    private void OpenGates(IReadOnlyList<string> cards)
    {
        foreach (var card in cards)
        {
            var gate = new PersonGate<CardDecision>(
                d => d.CardId, d => d.ByName, VoidReasonAsync, () => AnswerRefusal.CardClosed, AnswerRefusal.OtherCard);
            gate.Open(card);
            _gates[card] = gate;
        }
    }

    private PersonGate<CardDecision> GateOf(CardDecision decision) =>
        _isSuperseded
            ? throw Refused(AnswerRefusal.PrescriptionChanged)
            : _gates.TryGetValue(decision.CardId, out var gate)
                ? gate
                : throw Refused(AnswerRefusal.NoSuchCard);

    private static ApplicationFailureException Refused(string why) =>
        new(why, errorType: WorkflowErrors.AnswerRefused);

    private async Task DecideAsync(IReadOnlyList<string> cards)
    {
        if (cards.Count == 0)
        {
            return;
        }

        await Workflow.WaitConditionWithOptionsAsync(new(
            () => _isSuperseded || _gates.Values.All(g => g.Answer is not null), Patience,
            "Waiting for the pharmacist"));
        foreach (var gate in _gates.Values)
        {
            gate.Close();
        }
    }
}
