using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using OpsFlow.Api.Errors;

namespace OpsFlow.Api.Platform;

/// <summary>Reads request bodies within a limit.</summary>
internal static partial class RequestBody
{
    /// <summary>The largest body of any endpoint: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
        // A misspelled member would be left out in silence: a key without its end, say.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    // For senders that are not ours to mend.
    private static readonly JsonSerializerOptions s_tolerant = new(s_options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>
    /// What the server reads and throws away of a body that is too large: a sender that is still writing when the
    /// connection closes sees a broken pipe instead of the answer. 16 MiB.
    /// </summary>
    public const int MaxDrainedBytes = 16 * 1024 * 1024;

    /// <summary>Reads the whole body.</summary>
    /// <returns>The bytes, or null if there are more than the limit.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int limit, CancellationToken token)
    {
        if (request.ContentLength > limit)
        {
            await DrainAsync(request, token);
            return null;
        }

        var buffer = new byte[Math.Clamp(request.ContentLength ?? 4096, 256, limit) + 1];
        var length = 0;
        int read;
        while ((read = await request.Body.ReadAsync(buffer.AsMemory(length), token)) > 0)
        {
            length += read;
            if (length > limit)
            {
                await DrainAsync(request, token);
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, limit + 1L));
            }
        }

        return buffer.AsMemory(0, length);
    }

    private static async Task DrainAsync(HttpRequest request, CancellationToken token)
    {
        var buffer = new byte[64 * 1024];
        var left = MaxDrainedBytes - buffer.Length;
        int read;
        while (left > 0 && request.ContentLength is null or <= MaxDrainedBytes
            && (read = await request.Body.ReadAsync(buffer, token)) > 0)
        {
            left -= read;
        }
    }

    /// <summary>Reads a JSON body.</summary>
    /// <returns>The value, or the answer that says what is wrong.</returns>
    public static Task<(T? Value, IResult? Error)> ReadJsonAsync<T>(HttpRequest request, CancellationToken token)
        where T : class => ReadJsonAsync<T>(request, MaxBytes, token);

    /// <summary>Reads a JSON body within another limit.</summary>
    /// <param name="isTolerant">Whether members that are not known are left out rather than refused.</param>
    /// <param name="view">What a GET answers of the same; its other members are left out.</param>
    public static async Task<(T? Value, IResult? Error)> ReadJsonAsync<T>(
        HttpRequest request, int limit, CancellationToken token, bool isTolerant = false, Type? view = null)
        where T : class
    {
        if (await ReadAsync(request, limit, token) is not { } bytes)
        {
            return (null, Errors.Problem.TooLarge(limit));
        }

        try
        {
            var options = isTolerant ? s_tolerant
                : view is null ? s_options
                : ViewMembers.Of(s_options, typeof(T), view);
            var value = JsonSerializer.Deserialize<T>(bytes.Span, options);
            return value is null ? (null, Errors.Problem.Invalid([$"body: {FaultWords.JsonObject}"]))
                : HoldsNul(bytes.Span) ? (null, Errors.Problem.Invalid([FaultWords.NotStorable]))
                : (value, null);
        }
        catch (InvalidOperationException)
        {
            // Half of a character, in an escape.
            return (null, Errors.Problem.Invalid([$"body: {FaultWords.NotJson}"]));
        }
        catch (JsonException e) when (UnknownMember().Match(e.Message) is { Success: true } unknown)
        {
            return (null, Errors.Problem.Invalid([$"{unknown.Groups[1].Value}: {FaultWords.UnknownMember}"]));
        }
        catch (JsonException e)
        {
            return (
                null,
                Errors.Problem.Invalid(
                    [$"{e.Path ?? "body"}: {(e.Path is null ? FaultWords.NotJson : FaultWords.WrongType)}"]));
        }
    }

    // The framework's sentence names our type as well.
    [GeneratedRegex("^The JSON property '(.{1,100}?)' could not be mapped")]
    private static partial Regex UnknownMember();

    // PostgreSQL keeps none, and what goes to a workflow first would fail there for ever. JSON has them as escapes.
    private static bool HoldsNul(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u0000"u8) < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = s_options.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped
                && reader.GetString()!.Contains('\0'))
            {
                return true;
            }
        }

        return false;
    }
}
