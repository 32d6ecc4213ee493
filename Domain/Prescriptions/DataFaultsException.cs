namespace OpsFlow.Domain.Prescriptions;

/// <summary>Tables that cannot be used, with every fault found in them.</summary>
public sealed class DataFaultsException(IReadOnlyList<string> faults)
    : Exception($"The tables of the prescription check have {faults.Count} faults: {string.Join(" ", faults)}")
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
