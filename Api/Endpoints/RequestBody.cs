using System.Text.Json;

namespace OpsFlow.Api.Endpoints;

/// <summary>Reads request bodies within a limit.</summary>
internal static class RequestBody
{
    /// <summary>The largest body of any endpoint: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads the whole body.</summary>
    /// <returns>The bytes, or null if there are more than the limit.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int limit, CancellationToken token)
    {
        if (request.ContentLength > limit)
        {
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
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, limit + 1L));
            }
        }

        return buffer.AsMemory(0, length);
    }

    /// <summary>Reads a JSON body.</summary>
    /// <returns>The value, or the answer that says what is wrong.</returns>
    public static async Task<(T? Value, IResult? Error)> ReadJsonAsync<T>(HttpRequest request, CancellationToken token)
        where T : class
    {
        if (await ReadAsync(request, MaxBytes, token) is not { } bytes)
        {
            return (null, Errors.Problem.TooLarge(MaxBytes));
        }

        try
        {
            return JsonSerializer.Deserialize<T>(bytes.Span, Options) is { } value
                ? (value, null)
                : (null, Errors.Problem.Invalid(["body: must be a JSON object"]));
        }
        catch (JsonException e)
        {
            return (null, Errors.Problem.Invalid([$"{e.Path ?? "body"}: {(e.Path is null ? "not valid JSON" : "has the wrong type")}"]));
        }
    }
}
