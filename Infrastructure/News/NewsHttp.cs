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
            using var answer = await http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new NewsException($"the source answered {(int)answer.StatusCode}");
            }

            var content = new MemoryStream();
            await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                content.Write(buffer, 0, read);
                if (content.Length > MaxBytes)
                {
                    throw new NewsException($"the source answered more than {MaxBytes} bytes");
                }
            }

            content.Position = 0;
            return content;
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new NewsException($"the source cannot be reached: {e.Message}", e);
        }
    }
}
