namespace OpsFlow.Domain.Prescriptions.Labels;

/// <summary>What is printed of one item.</summary>
/// <param name="Title">For instance the pharmacy's name.</param>
/// <param name="Name">The drug.</param>
/// <param name="Amount">How much is handed out.</param>
/// <param name="Unit">Of what: tablets, mL.</param>
/// <param name="Directions">How to take it.</param>
/// <param name="Notes">What to look out for.</param>
/// <param name="Day">The day of the prescription, as shown.</param>
public sealed record Label(
    string Title, string Name, decimal? Amount, string Unit, string? Directions, IReadOnlyList<string> Notes,
    string Day);
