using OpsFlow.Platform.Models;

namespace OpsFlow.Api.Platform;

/// <summary>The calls of a workflow, the earliest first.</summary>
internal sealed record ModelCallList(IEnumerable<PastModelCall> Items);
