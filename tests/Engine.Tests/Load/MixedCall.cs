using Grpc.Core;

namespace OpsFlow.Engine.Tests.Load;

/// <summary>One kind of call.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Do">Makes it.</param>
/// <param name="Foreseen">The statuses, besides OK, that a caller of it must reckon with while others do what they like.</param>
internal sealed record MixedCall(string Name, Func<Random, Task> Do, params StatusCode[] Foreseen);
