using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Type = System.Type;

namespace OpsFlow.Engine.Histories;

/// <summary>
/// Messages within an <see cref="Any"/>, named without their descriptors: the first use of one builds those of the
/// whole protocol, which takes time and stays in memory.
/// </summary>
internal static class PackedMessages
{
    private const string Prefix = "type.googleapis.com/";
    private const string ClrRoot = "Temporalio.Api.";
    private const string ProtoRoot = "temporal.api.";

    // Here the namespaces are not the packages'.
    private const string Foreign = "Temporalio.Api.Dependencies.";

    /// <summary>Packs a message, as <see cref="Any.Pack(IMessage)"/>.</summary>
    public static Any Pack(IMessage message) =>
        new() { TypeUrl = Prefix + NameOf(message), Value = message.ToByteString() };

    /// <summary>Whether a message of a type is in it, as <see cref="Any.Is"/>.</summary>
    public static bool Holds<T>(this Any any)
        where T : IMessage, new()
    {
        var url = any.TypeUrl;
        var name = Name<T>.Value;
        return url.Length > name.Length && url[^(name.Length + 1)] == '/'
            && url.EndsWith(name, StringComparison.Ordinal);
    }

    /// <summary>Reads the message if it is of a type, as <see cref="Any.TryUnpack"/>.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is not such a message, whatever its name.</exception>
    public static bool TryRead<T>(this Any any, [NotNullWhen(true)] out T? message)
        where T : class, IMessage, new()
    {
        if (!any.Holds<T>())
        {
            message = null;
            return false;
        }

        message = new T();
        message.MergeFrom(any.Value);
        return true;
    }

    /// <summary>A message's full name: its descriptor's, which for the protocol's own follows from the type.</summary>
    public static string NameOf(IMessage message) => NameOf(message.GetType()) ?? message.Descriptor.FullName;

    private static string? NameOf(Type type) =>
        type is { IsNested: false, Namespace: { } space }
            && space.StartsWith(ClrRoot, StringComparison.Ordinal)
            && !space.StartsWith(Foreign, StringComparison.Ordinal)
            ? $"{ProtoRoot}{space[ClrRoot.Length..].ToLowerInvariant()}.{type.Name}"
            : null;

    private static class Name<T>
        where T : IMessage, new()
    {
        public static readonly string Value = NameOf(new T());
    }
}
