namespace OpsFlow.Workflows.Shared;

/// <summary>
/// Why a person's answer has no effect. Workflows say it in English, as their histories outlive their readers; who
/// hands the answer over words these sentences anew for whoever asked.
/// </summary>
public static class AnswerRefusal
{
    /// <summary>The change to decide on is another one by now.</summary>
    public const string FixChanged = "The fix has changed since it was shown; look at the new one.";

    /// <summary>A label came for a question that is over.</summary>
    public const string LabelStale = "The label answers an earlier question.";

    /// <summary>A turn asks for something else.</summary>
    public const string OtherSubject = "Something else was asked for.";

    /// <summary>Nobody has to decide on the card any more.</summary>
    public const string CardClosed = "The card is closed.";

    /// <summary>A card of another analysis.</summary>
    public const string OtherCard = "The card is not of this analysis.";

    /// <summary>A card that warns of nothing, or of no analysis at all.</summary>
    public const string NoSuchCard = "The analysis has no such card to decide on.";

    /// <summary>The cards are those of an earlier state of the prescription.</summary>
    public const string PrescriptionChanged =
        "The prescription has changed since the card was shown; look at the new one.";

    /// <summary>A decision without our seal.</summary>
    public const string DecisionNotOurs =
        "The decision does not come from OpsFlow's own API, or its keys are not those of the worker.";

    /// <summary>An answer without our seal.</summary>
    public const string AnswerNotOurs =
        "The answer does not come from OpsFlow's own API, or its keys are not those of the worker.";

    /// <summary>A label without our seal.</summary>
    public const string LabelNotOurs =
        "The label does not come from OpsFlow's own API, or its keys are not those of the worker.";

    /// <summary>Somebody was faster.</summary>
    public static string Decided(string who) => $"{who} has decided already.";

    /// <summary>An analysis that waits for nobody.</summary>
    public static string NoDecision(string state) => $"The analysis is {state} and waits for no decision.";

    /// <summary>A scan that waits for nobody.</summary>
    public static string NoLabel(string state) => $"The scan is {state} and asks for no label.";

    /// <summary>A turn that waits for nobody.</summary>
    public static string NoAnswer(string state) => $"The turn is {state} and asks for nothing.";
}
