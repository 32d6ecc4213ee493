namespace OpsFlow.Domain.Prescriptions.Labels;

/// <summary>A line as it is printed.</summary>
/// <param name="Text">No wider than the paper.</param>
/// <param name="IsBold">Printed bold.</param>
public sealed record LabelLine(string Text, bool IsBold = false);
