using System.Collections.Concurrent;
using System.Reflection;

namespace Temporalio.Converters;

/// <summary>Finds the converters that types name.</summary>
internal static class TransferTypes
{
    private static readonly ConcurrentDictionary<Type, ITemporalTransferTypeConverter?> Known = new();

    /// <summary>The converter of a type.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The converter, or null.</returns>
    public static ITemporalTransferTypeConverter? Find(Type type) => Known.GetOrAdd(type, Create);

    private static ITemporalTransferTypeConverter? Create(Type type)
    {
        if (type.GetCustomAttribute<TemporalTransferTypeConverterAttribute>(inherit: false)?.ConverterType is not { } converter)
        {
            return null;
        }

        if (converter.IsGenericTypeDefinition)
        {
            converter = converter.MakeGenericType(type.GetGenericArguments());
        }

        return typeof(ITemporalTransferTypeConverter).IsAssignableFrom(converter)
            ? (ITemporalTransferTypeConverter)Activator.CreateInstance(converter)!
            : throw new InvalidOperationException($"{converter} is no {nameof(ITemporalTransferTypeConverter)}");
    }
}
