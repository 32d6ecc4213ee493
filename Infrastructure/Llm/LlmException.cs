using System.ClientModel;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OllamaSharp.Models.Exceptions;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>A model could not be asked, or its answer is of no use.</summary>
public sealed class LlmException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LlmException(LlmFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure it was.</summary>
    public LlmFailure Failure { get; }

    /// <summary>True when trying again later may help.</summary>
    public bool IsTransient => Failure is LlmFailure.Unavailable or LlmFailure.RateLimited or LlmFailure.TimedOut;

    /// <summary>What an exception of a client library means; null for a cancellation by the caller and for what is no failure of a model.</summary>
    internal static LlmException? From(Exception e, CancellationToken cancellationToken) => e switch
    {
        _ when cancellationToken.IsCancellationRequested => null,
        ClientResultException r => new(Kind(r.Status), Text(r.Status, r.Message), e),
        HttpRequestException { StatusCode: { } status } r => new(Kind((int)status), Text((int)status, r.Message), e),
        OllamaException => new(LlmFailure.Rejected, $"The model's endpoint refuses: {Short(e.Message)}", e),
        OperationCanceledException or TimeoutException => TimedOut(e),
        AggregateException a when a.InnerExceptions.Any(i => i is OperationCanceledException) => TimedOut(e),
        HttpRequestException or IOException or SocketException or AggregateException =>
            new(LlmFailure.Unavailable, "The model's endpoint cannot be reached.", e),
        JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException =>
            new(LlmFailure.Malformed, "The endpoint's answer is not of the expected form.", e),
        _ => null,
    };

    private static LlmException TimedOut(Exception e) => new(LlmFailure.TimedOut, "The model did not answer in time.", e);

    private static LlmFailure Kind(int status) => (HttpStatusCode)status switch
    {
        HttpStatusCode.TooManyRequests => LlmFailure.RateLimited,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => LlmFailure.Unauthorized,
        HttpStatusCode.RequestTimeout => LlmFailure.Unavailable,
        _ => status is >= 400 and < 500 ? LlmFailure.Rejected : LlmFailure.Unavailable,
    };

    private static string Text(int status, string message) => $"The model's endpoint answered {status}: {Short(message)}";

    private static string Short(string message)
    {
        var text = message.ReplaceLineEndings(" ");
        return text.Length > 500 ? text[..500] : text;
    }
}
