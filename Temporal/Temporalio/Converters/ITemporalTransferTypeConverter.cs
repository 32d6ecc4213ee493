namespace Temporalio.Converters;

/// <summary>Turns values of a type into those of another, which are converted in their stead. Must be safe for concurrent
/// use: there is one object of each type. See <see cref="TemporalTransferTypeConverterAttribute"/>.</summary>
public interface ITemporalTransferTypeConverter
{
    /// <summary>The other type.</summary>
    Type TransferType { get; }

    /// <summary>Turns a value into one of the other type.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The other value.</returns>
    object? ToTransferType(object? value);

    /// <summary>Turns a value of the other type back.</summary>
    /// <param name="transferType">The other value.</param>
    /// <returns>The value.</returns>
    object? FromTransferType(object? transferType);
}
