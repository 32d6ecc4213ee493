using OpsFlow.Infrastructure.Requests;

namespace OpsFlow.Infrastructure.News;

/// <summary>Reads what a source answers, within limits.</summary>
internal static class NewsHttp
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads an answer whole.</summary>
    /// <exception cref="NewsException">It is no success, too large or does not come.</exception>
    public static async Task<MemoryStream> ReadAsync(
        HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var (status, body) = await BoundedHttp.SendAsync(http, request, MaxBytes, cancellationToken);
            return body is null
                ? throw new NewsException($"the source answered {(int)status}")
                : new MemoryStream(body);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new NewsException($"the source answered more than {MaxBytes} bytes", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new NewsException($"the source cannot be reached: {e.Message}", e);
        }
    }
}
