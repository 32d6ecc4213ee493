using System.Net;

namespace OpsFlow.Infrastructure.Requests;

/// <summary>Requests to services whose answers are small: read whole, and never more than that.</summary>
internal static class BoundedHttp
{
    /// <summary>Sends a request and reads its answer.</summary>
    /// <returns>The status, and the body of a success; of others nothing is read.</returns>
    /// <exception cref="HttpRequestException">
    /// There is no answer, or one of more bytes: then with
    /// <see cref="HttpRequestError.ConfigurationLimitExceeded"/>.
    /// </exception>
    public static async Task<(HttpStatusCode Status, byte[]? Body)> SendAsync(
        HttpClient http, HttpRequestMessage request, int maxBytes, CancellationToken cancellationToken)
    {
        using var answer = await http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            return (answer.StatusCode, null);
        }

        await answer.Content.LoadIntoBufferAsync(maxBytes, cancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
    }
}
