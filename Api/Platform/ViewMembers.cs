using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OpsFlow.Api.Platform;

/// <summary>
/// Whoever changes an entry mostly sends back what they read, with one member changed: what a view tells and nobody
/// sets is known, and left out.
/// </summary>
internal static class ViewMembers
{
    private static readonly ConcurrentDictionary<(Type, Type), JsonSerializerOptions> s_options = [];

    /// <summary>The options of a body, with the members of its view.</summary>
    /// <param name="strict">Options that refuse members they do not know.</param>
    public static JsonSerializerOptions Of(JsonSerializerOptions strict, Type body, Type view) =>
        s_options.GetOrAdd((body, view), _ => new(strict)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { info => Add(info, body, view) } },
        });

    private static void Add(JsonTypeInfo info, Type body, Type view)
    {
        if (info.Type != body)
        {
            return;
        }

        var known = info.Properties.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in view.GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name))
            .Where(known.Add))
        {
            var member = info.CreateJsonPropertyInfo(typeof(JsonElement), name);
            member.Set = (_, _) => { };
            info.Properties.Add(member);
        }
    }
}
