using Microsoft.Security.AntiSSRF;

namespace OpsFlow.Infrastructure.Images;

/// <summary>
/// Fetches pictures by URL from the public internet alone: the address is checked when it is connected to, so that
/// neither a spelling, a name nor a redirect leads inside.
/// </summary>
public sealed class ImageFetcher : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly string? _alsoAllowed;

    /// <summary>Creates it.</summary>
    public ImageFetcher()
        : this(null)
    {
    }

    /// <param name="alsoAllowed">An address that may be connected to though it is not public, for tests.</param>
    /// <param name="patience">How long a picture may take from the first word to the last byte; null is 10 s.</param>
    internal ImageFetcher(string? alsoAllowed, TimeSpan? patience = null)
    {
        _alsoAllowed = alsoAllowed;
        var policy = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest) { AllowPlainTextHttp = true };
        if (alsoAllowed is not null)
        {
            policy.AddAllowedAddresses([$"{alsoAllowed}/32"]);
        }

        var handler = policy.GetHandler();
        handler.AllowAutoRedirect = true;
        handler.MaxAutomaticRedirections = 3;
        handler.UseCookies = false;
        _http = new(handler) { Timeout = patience ?? s_patience, MaxResponseContentBufferSize = ImageGate.MaxBytes };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("OpsFlow/1");
    }

    /// <summary>Fetches.</summary>
    /// <exception cref="ImageException">It cannot be had, or is refused.</exception>
    public async Task<byte[]> FetchAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.UserInfo.Length > 0 || (!uri.IsDefaultPort && uri.Host != _alsoAllowed))
        {
            throw new ImageException("image_url", ImageWords.Url);
        }

        try
        {
            return await _http.GetByteArrayAsync(uri, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: names and addresses of strangers fail in every layer, each with exceptions of its own.
            // Why is not told: it would tell what is inside.
            throw new ImageException("image_url", ImageWords.NotFetched);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
