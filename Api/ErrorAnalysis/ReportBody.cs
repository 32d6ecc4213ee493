using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>The bytes of a report, whichever way it comes.</summary>
internal static class ReportBody
{
    /// <summary>Reads them within a limit.</summary>
    /// <returns>The bytes, or the answer that says what is wrong with them.</returns>
    public static async Task<(ReadOnlyMemory<byte> Body, IResult? Refusal)> ReadAsync(
        HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        // What the server understands is unpacked already.
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding and not "identity")
        {
            return (default, Problem.UnknownEncoding(encoding));
        }

        try
        {
            return await RequestBody.ReadAsync(request, limit, cancellationToken) is { } read
                ? (read, null)
                : (default, Problem.TooLarge(limit));
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            return (default, Problem.Invalid([$"body: {FaultWords.NotPackedSo}"]));
        }
    }
}
