using System.ClientModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using OllamaSharp.Models.Exceptions;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>What the exceptions of the client libraries mean.</summary>
internal static partial class ModelFailures
{
    /// <summary>
    /// The failure that an exception stands for; null for a cancellation by the caller and for what is no failure of a
    /// model.
    /// </summary>
    public static ModelException? From(Exception e, CancellationToken cancellationToken) => e switch
    {
        _ when cancellationToken.IsCancellationRequested => null,
        // The library wraps what the network threw in an answer without a status.
        ClientResultException { Status: 0, InnerException: { } inner } => From(inner, cancellationToken),
        ClientResultException r => Answered(r.Status, r.Message, RetryAfter(r), e),
        HttpRequestException { StatusCode: { } status } r => Answered((int)status, r.Message, null, e),
        OllamaException => Answered(400, e.Message, null, e),
        OperationCanceledException or TimeoutException => TimedOut(e),
        AggregateException a when a.InnerExceptions.Any(i => i is OperationCanceledException) => TimedOut(e),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError } or SocketException => Unavailable(e),
        HttpRequestException or IOException or AggregateException =>
            new(ModelFailure.Unavailable, "The connection to the model's endpoint was cut.", e)
            {
                MayBeCharged = true,
            },
        JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException =>
            new(ModelFailure.Malformed, "The endpoint's answer is not of the expected form.", e)
            {
                MayBeCharged = true,
            },
        _ => null,
    };

    private static ModelException Unavailable(Exception e) =>
        new(ModelFailure.Unavailable, "The model's endpoint cannot be reached.", e);

    private static ModelException TimedOut(Exception e) =>
        new(ModelFailure.TimedOut, "The model did not answer in time.", e) { MayBeCharged = true };

    private static ModelException Answered(int status, string message, TimeSpan? retryAfter, Exception e) => new(
        Kind(status), $"The model's endpoint answered {status}: {message.ReplaceLineEndings(" ").CutTo(500)}", e)
    {
        Refused = true,
        RetryAfter = retryAfter,
        RefusesModel = status is 400 or 403 or 404 && NoSuchModel().IsMatch(message),
    };

    private static ModelFailure Kind(int status) => (HttpStatusCode)status switch
    {
        HttpStatusCode.TooManyRequests => ModelFailure.RateLimited,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ModelFailure.Unauthorized,
        HttpStatusCode.RequestTimeout => ModelFailure.Unavailable,
        _ => status is >= 400 and < 500 ? ModelFailure.Rejected : ModelFailure.Unavailable,
    };

    private static TimeSpan? RetryAfter(ClientResultException e)
    {
        if (e.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var text) != true)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400))
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at) && at > DateTimeOffset.UtcNow
                ? at - DateTimeOffset.UtcNow
                : null;
    }

    // The endpoints have no common code for it: OpenAI's model_not_found, a gateway's "model not allowed: x", Ollama's
    // "model 'x' not found".
    [GeneratedRegex(
        "model_not_found|model_not_allowed|unknown model"
        + @"|\bmodel\b.{0,120}\b(not allowed|not found|does not exist|is not available)",
        RegexOptions.IgnoreCase)]
    private static partial Regex NoSuchModel();
}
