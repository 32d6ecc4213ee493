namespace Temporalio.Exceptions;

/// <summary>Details of a failure, made here or received.</summary>
public interface IFailureDetails
{
    /// <summary>The number of details.</summary>
    int Count { get; }

    /// <summary>One detail.</summary>
    /// <typeparam name="T">The type to convert it to.</typeparam>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>The detail.</returns>
    T ElementAt<T>(int index);
}
