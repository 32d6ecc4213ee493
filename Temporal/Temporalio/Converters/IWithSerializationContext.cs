namespace Temporalio.Converters;

/// <summary>A converter that can be told what it converts for.</summary>
/// <typeparam name="T">The converter's type.</typeparam>
public interface IWithSerializationContext<T>
{
    /// <summary>Makes a converter for a context.</summary>
    /// <param name="context">The context.</param>
    /// <returns>A converter; may be this one.</returns>
    T WithSerializationContext(ISerializationContext context);
}
