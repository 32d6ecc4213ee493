using Google.Protobuf;

namespace Temporalio.Converters;

/// <summary>Makes empty messages of a type known at run time.</summary>
internal static class ProtoMessages
{
    public static IMessage Create(Type type) =>
        typeof(IMessage).IsAssignableFrom(type) && Activator.CreateInstance(type) is IMessage message
            ? message
            : throw new ArgumentException($"Payload is protobuf message, but type is {type}");
}
