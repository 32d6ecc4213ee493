using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api;
using Temporalio.Api.Common.V1;

namespace Temporalio.Worker;

using Transform = Func<IReadOnlyCollection<Payload>, Task<IReadOnlyCollection<Payload>>>;

/// <summary>
/// Applies a codec to every payload of a message, but not to search attributes, which the server has to read.
/// </summary>
internal static class PayloadVisitor
{
    private static readonly ConcurrentDictionary<MessageDescriptor, bool> HasPayloads = new();

    /// <summary>Applies a codec in place.</summary>
    /// <param name="message">The message.</param>
    /// <param name="transform">Encodes or decodes.</param>
    public static async Task VisitAsync(IMessage message, Transform transform)
    {
        if (message is SearchAttributes)
        {
            return;
        }

        if (message is Payloads payloads)
        {
            if (payloads.Payloads_.Count > 0)
            {
                var transformed = await transform([.. payloads.Payloads_]).ConfigureAwait(false);
                payloads.Payloads_.Clear();
                payloads.Payloads_.AddRange(transformed);
            }

            return;
        }

        if (message is Any any)
        {
            await VisitAnyAsync(any, transform).ConfigureAwait(false);
            return;
        }

        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType == FieldType.Message && MayHavePayloads(field.MessageType))
            {
                await VisitFieldAsync(message, field, transform).ConfigureAwait(false);
            }
        }
    }

    private static async Task VisitFieldAsync(IMessage message, FieldDescriptor field, Transform transform)
    {
        var value = field.Accessor.GetValue(message);
        switch (value)
        {
            case IDictionary map:
                foreach (var key in map.Keys.Cast<object>().ToArray())
                {
                    map[key] = await VisitValueAsync(map[key], transform).ConfigureAwait(false);
                }

                break;
            case IList list:
                for (var i = 0; i < list.Count; i++)
                {
                    list[i] = await VisitValueAsync(list[i], transform).ConfigureAwait(false);
                }

                break;
            case Payload payload:
                field.Accessor.SetValue(message, await SingleAsync(payload, transform).ConfigureAwait(false));
                break;
            case IMessage inner:
                await VisitAsync(inner, transform).ConfigureAwait(false);
                break;
        }
    }

    private static async Task<object?> VisitValueAsync(object? value, Transform transform)
    {
        if (value is Payload payload)
        {
            return await SingleAsync(payload, transform).ConfigureAwait(false);
        }

        if (value is IMessage inner)
        {
            await VisitAsync(inner, transform).ConfigureAwait(false);
        }

        return value;
    }

    private static async Task VisitAnyAsync(Any any, Transform transform)
    {
        IMessage? body =
            any.TryRead<Api.Update.V1.Request>(out var request) ? request
            : any.TryRead<Api.Update.V1.Acceptance>(out var acceptance) ? acceptance
            : any.TryRead<Api.Update.V1.Rejection>(out var rejection) ? rejection
            : any.TryRead<Api.Update.V1.Response>(out var response) ? response
            : null;
        if (body is not null)
        {
            await VisitAsync(body, transform).ConfigureAwait(false);
            any.Value = body.ToByteString();
        }
    }

    private static async Task<Payload> SingleAsync(Payload payload, Transform transform)
    {
        var transformed = await transform([payload]).ConfigureAwait(false);
        return transformed.Count == 1
            ? transformed.First()
            : throw new InvalidOperationException($"Codec returned {transformed.Count} payloads for one");
    }

    private static bool MayHavePayloads(MessageDescriptor descriptor)
    {
        if (descriptor.ClrType == typeof(Payload) || descriptor.ClrType == typeof(Payloads)
            || descriptor.ClrType == typeof(Any))
        {
            return true;
        }

        if (HasPayloads.TryGetValue(descriptor, out var known))
        {
            return known;
        }

        var found = Reaches(descriptor, []);
        HasPayloads[descriptor] = found;
        return found;
    }

    // The whole graph is searched each time: a cycle (a failure has a cause) must not record a wrong "no".
    private static bool Reaches(MessageDescriptor descriptor, HashSet<string> seen) =>
        descriptor.FullName is "temporal.api.common.v1.Payload" or "temporal.api.common.v1.Payloads"
            or "google.protobuf.Any"
        || (descriptor.FullName != "temporal.api.common.v1.SearchAttributes" && seen.Add(descriptor.FullName)
            && descriptor.Fields.InDeclarationOrder()
                .Any(f => f.FieldType == FieldType.Message && Reaches(f.MessageType, seen)));
}
