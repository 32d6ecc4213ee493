namespace Temporalio.Converters;

/// <summary>Says that values of a type are converted by way of another type. Only whole values, not parts of others.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class TemporalTransferTypeConverterAttribute : Attribute
{
    /// <summary>Makes the attribute.</summary>
    /// <param name="converterType">An <see cref="ITemporalTransferTypeConverter"/> with a constructor without parameters; of
    /// a generic type, an open one gets the type's arguments.</param>
    public TemporalTransferTypeConverterAttribute(Type converterType) => ConverterType = converterType;

    /// <summary>The converter.</summary>
    public Type ConverterType { get; }
}
