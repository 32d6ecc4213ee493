namespace Samples.Workflows.Entity;

/// <summary>What an account carries from one run to the next.</summary>
/// <param name="Movements">How many there were.</param>
/// <param name="Runs">How often the history was begun anew.</param>
public record Account(decimal Balance = 0, int Movements = 0, int Runs = 1);
