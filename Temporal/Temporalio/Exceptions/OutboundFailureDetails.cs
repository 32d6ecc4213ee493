namespace Temporalio.Exceptions;

/// <summary>Details of a failure that is made here.</summary>
/// <param name="Details">The details; null for none.</param>
public record OutboundFailureDetails(IReadOnlyCollection<object?>? Details) : IFailureDetails
{
    /// <inheritdoc/>
    public int Count => Details?.Count ?? 0;

    /// <inheritdoc/>
    public T ElementAt<T>(int index) => Details is null
        ? throw new ArgumentOutOfRangeException(nameof(index))
        : (T)Details.ElementAt(index)!;
}
