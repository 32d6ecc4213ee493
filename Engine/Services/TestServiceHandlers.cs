using Google.Protobuf.WellKnownTypes;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Timing;
using Temporalio.Api.TestService.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Services;

/// <summary>The service by which tests steer the time.</summary>
/// <param name="engine">Whose time it is.</param>
/// <param name="skipper">Moves it.</param>
internal sealed class TestServiceHandlers(ExecutionEngine engine, TimeSkipper skipper)
{
    public ServiceMethods<TestServiceHandlers> Build() =>
        new ServiceMethods<TestServiceHandlers>("temporal.api.testservice.v1.TestService")
            .Unary("LockTimeSkipping", LockTimeSkippingRequest.Parser, (_, _) =>
            {
                skipper.Acquire();
                return Task.FromResult(new LockTimeSkippingResponse());
            })
            .Unary("UnlockTimeSkipping", UnlockTimeSkippingRequest.Parser, (_, _) =>
            {
                skipper.Release();
                return Task.FromResult(new UnlockTimeSkippingResponse());
            })
            .Unary("Sleep", SleepRequest.Parser, async (request, context) =>
            {
                await SleepAsync(request.Duration, context).ConfigureAwait(false);
                return new SleepResponse();
            })
            .Unary("SleepUntil", SleepUntilRequest.Parser, async (request, context) =>
            {
                await skipper.SleepUntilAsync(Ticks.FromTimestamp(request.Timestamp), context.CancellationToken)
                    .ConfigureAwait(false);
                return new SleepResponse();
            })
            .Unary("UnlockTimeSkippingWithSleep", SleepRequest.Parser, async (request, context) =>
            {
                await SleepAsync(request.Duration, context, unlocked: true).ConfigureAwait(false);
                return new SleepResponse();
            })
            .Unary("GetCurrentTime", Empty.Parser, (_, _) => Task.FromResult(new GetCurrentTimeResponse
            {
                Time = Ticks.ToTimestamp(engine.Clock.Now),
            }));

    private Task SleepAsync(Duration? duration, ServerCallContext context, bool unlocked = false) =>
        skipper.SleepUntilAsync(
            engine.Clock.Now + (duration is null ? 0 : Ticks.FromMs(Ticks.Ms(duration))), context.CancellationToken,
            unlocked);
}
