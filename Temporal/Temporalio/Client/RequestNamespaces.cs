using System.Collections.Concurrent;
using System.Reflection;
using Google.Protobuf;

namespace Temporalio.Client;

/// <summary>
/// The namespace that a request names. Not by its descriptor: the first use of any builds those of the whole protocol, which costs a
/// process that has nothing else to do half of its memory.
/// </summary>
internal static class RequestNamespaces
{
    private static readonly MethodInfo OpenGetter =
        typeof(RequestNamespaces).GetMethod(nameof(Getter), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly ConcurrentDictionary<Type, Func<IMessage, string>?> Getters = new();

    /// <summary>The request's namespace.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The namespace; null if such requests have none.</returns>
    public static string? Of(IMessage request) => Getters.GetOrAdd(request.GetType(), Make)?.Invoke(request);

    private static Func<IMessage, string>? Make(Type type) =>
        type.GetProperty("Namespace", typeof(string)) is { GetMethod: { } getter }
            ? (Func<IMessage, string>)OpenGetter.MakeGenericMethod(type).Invoke(null, [getter])!
            : null;

    private static Func<IMessage, string> Getter<T>(MethodInfo getter)
        where T : IMessage
    {
        var get = getter.CreateDelegate<Func<T, string>>();
        return request => get((T)request);
    }
}
