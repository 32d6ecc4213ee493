using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of failing an activity from outside.</summary>
/// <param name="Activity">The activity.</param>
/// <param name="Exception">Why.</param>
/// <param name="Options">Options of the call.</param>
/// <param name="DataConverterOverride">A converter instead of the client's.</param>
public record FailAsyncActivityInput(
    AsyncActivityHandle.Reference Activity,
    Exception Exception,
    AsyncActivityFailOptions? Options,
    DataConverter? DataConverterOverride = null);
