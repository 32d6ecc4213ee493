using System.Globalization;
using OpsFlow.Domain.Text;

namespace OpsFlow.Api.Errors;

/// <summary>RFC 9457 problem details with a stable <c>code</c>.</summary>
internal static class Problem
{
    private static readonly TimeSpan s_tryAgain = TimeSpan.FromSeconds(5);

    public static IResult Invalid(IEnumerable<string> faults) => Create(
        400, "invalid_request", ProblemWords.InvalidRequest, extra: new() { ["errors"] = faults.ToArray() });

    public static IResult Unauthenticated() => Create(
        401, "unauthenticated", ProblemWords.Unauthenticated, ProblemWords.UnauthenticatedDetail);

    public static IResult BadSignature() => Create(401, "bad_signature", ProblemWords.BadSignature);

    /// <summary>What is asked for touches somebody or something that may do more than the caller.</summary>
    public static IResult OverCaller(string detail) => Create(403, "forbidden", ProblemWords.Forbidden, detail);

    public static IResult NotFound(string what) => Create(404, "not_found", Missing(what));

    /// <summary>That something does not exist, as a sentence.</summary>
    public static string Missing(string what) => KoreanParticles.Resolve(ProblemWords.FormatNotFound(what));

    public static IResult Conflict(string code, string detail) =>
        Create(409, code, ProblemWords.Conflict, detail);

    /// <summary>What was read, changed and sent back is another by now.</summary>
    public static IResult ChangedMeanwhile() => Conflict("changed_meanwhile", ProblemWords.ChangedMeanwhile);

    /// <summary>Another request came first under the same id or key of the sender's own.</summary>
    public static IResult IdempotencyMismatch(string name) => Create(
        422, "idempotency_mismatch", ProblemWords.IdempotencyMismatch, ProblemWords.FormatUsedBefore(name));

    public static IResult TooLarge(long limit) => Create(413, "too_large", ProblemWords.FormatTooLarge(limit));

    public static IResult UnknownEncoding(string encoding) => Create(
        415, "unsupported_media_type", ProblemWords.UnknownEncoding, encoding);

    public static IResult TooMany(string title, TimeSpan wait) => new WithRetryAfter(
        Create(429, "too_many_requests", title, ProblemWords.TooManyDetail), wait);

    public static IResult EngineUnavailable() => new WithRetryAfter(
        Create(
            503,
            "engine_unavailable",
            ProblemWords.EngineUnavailable,
            ProblemWords.SendAgain),
        s_tryAgain);

    public static IResult StoreUnavailable() => new WithRetryAfter(
        Create(503, "store_unavailable", ProblemWords.StoreUnavailable, ProblemWords.SendAgain),
        s_tryAgain);

    public static IResult Create(
        int status, string code, string title, string? detail = null, Dictionary<string, object?>? extra = null)
    {
        var extensions = extra ?? [];
        extensions["code"] = code;
        return Results.Problem(
            detail, null, status, title, $"https://datatracker.ietf.org/doc/html/rfc9110#status.{status}", extensions);
    }

    private sealed class WithRetryAfter(IResult inner, TimeSpan delay) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter =
                ((long)Math.Ceiling(Math.Max(1, delay.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
            return inner.ExecuteAsync(httpContext);
        }
    }
}
