using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Security.AntiSSRF;
using OpsFlow.Platform.Access;

namespace OpsFlow.Infrastructure.Webhooks;

/// <summary>
/// Calls addresses of users, signed as the Standard Webhooks specification has it. Each is checked when it is connected
/// to, so that neither a name nor a redirect leads inside.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>Creates it.</summary>
    public WebhookSender(CallbackSettings settings, TimeProvider time)
    {
        _time = time;
        var policy = new AntiSSRFPolicy(PolicyConfigOptions.ExternalOnlyLatest)
        {
            AllowPlainTextHttp = settings.Networks.Length > 0,
        };
        if (settings.Networks.Length > 0)
        {
            policy.AddAllowedAddresses(settings.Networks);
        }

        var handler = policy.GetHandler();
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        _http = new(handler) { Timeout = s_patience };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("OpsFlow/1");
    }

    /// <summary>Calls.</summary>
    /// <param name="id">The same whenever the same is sent.</param>
    public async Task<DeliveryOutcome> SendAsync(
        Uri url, string secret, string id, byte[] body, CancellationToken cancellationToken)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(secret, id, timestamp, body));
        try
        {
            // What it answers is of no interest, and may be endless.
            using var answer = await _http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return answer.IsSuccessStatusCode
                ? new(null)
                : new($"HTTP {(int)answer.StatusCode}", answer.StatusCode == HttpStatusCode.Gone);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is; why is not told: it would tell what is inside.
            return new("not reached");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
