namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>What a table says about two ingredients.</summary>
/// <param name="Effect">What happens.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Condition">When it holds, if not always.</param>
/// <param name="AnyRoute">Whether it holds for drugs that act locally too.</param>
/// <param name="Dose">A higher severity above a dose.</param>
/// <param name="Sources">Who says so.</param>
public sealed record InteractionFact(
    InteractionSeverity Severity,
    LocalizedText Effect,
    LocalizedText Advice,
    LocalizedText? Condition,
    bool AnyRoute,
    DoseRule? Dose,
    IReadOnlyList<DataSource> Sources);
