using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Worker.Replay;

/// <summary>How an activity or child ended.</summary>
/// <param name="Result">The result, when there is neither failure nor back-off; null for none.</param>
/// <param name="Failure">Why it failed or was cancelled.</param>
/// <param name="Backoff">For a local activity whose next attempt is too far away to wait for in the worker.</param>
internal sealed record Resolution(Payload? Result = null, Failure? Failure = null, LocalBackoff? Backoff = null)
{
    public static Resolution Success(Payloads? payloads) => new(payloads?.Payloads_.FirstOrDefault());
}
