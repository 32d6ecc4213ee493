using Temporalio.Api.TaskQueue.V1;

namespace Temporalio.Worker.Tuning;

/// <summary>What a poll says of the number of polls.</summary>
/// <param name="IsEmpty">Whether it brought nothing.</param>
/// <param name="Decision">What the server advises; null for nothing.</param>
internal readonly record struct PollerAdvice(bool IsEmpty, PollerScalingDecision? Decision);
