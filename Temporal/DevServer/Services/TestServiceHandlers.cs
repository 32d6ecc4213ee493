using Google.Protobuf.WellKnownTypes;
using Temporal.DevServer.Executions;
using Temporal.DevServer.Histories;
using Temporal.DevServer.Timing;
using Temporalio.Api.TestService.V1;
using UnaryGrpc;
using UnaryGrpc.AspNetCore;

namespace Temporal.DevServer.Services;

/// <summary>The service by which tests steer the time.</summary>
internal static class TestServiceHandlers
{
    public static GrpcServiceBuilder Build(ExecutionEngine engine, TimeSkipper skipper) =>
        new GrpcServiceBuilder("temporal.api.testservice.v1.TestService")
            .Unary("LockTimeSkipping", LockTimeSkippingRequest.Parser, (_, _) =>
            {
                skipper.Acquire();
                return Task.FromResult(new LockTimeSkippingResponse());
            })
            .Unary("UnlockTimeSkipping", UnlockTimeSkippingRequest.Parser, (_, _) =>
            {
                Release(skipper);
                return Task.FromResult(new UnlockTimeSkippingResponse());
            })
            .Unary("Sleep", SleepRequest.Parser, async (request, context) =>
            {
                await SleepAsync(engine, skipper, request.Duration, context).ConfigureAwait(false);
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
                Release(skipper);
                try
                {
                    await SleepAsync(engine, skipper, request.Duration, context).ConfigureAwait(false);
                }
                finally
                {
                    skipper.Acquire();
                }

                return new SleepResponse();
            })
            .Unary("GetCurrentTime", Empty.Parser, (_, _) => Task.FromResult(new GetCurrentTimeResponse
            {
                Time = Ticks.ToTimestamp(engine.Clock.Now),
            }));

    private static Task SleepAsync(
        ExecutionEngine engine, TimeSkipper skipper, Duration? duration, GrpcServerCallContext context) =>
        skipper.SleepUntilAsync(
            engine.Clock.Now + (duration is null ? 0 : Ticks.FromMs(Ticks.Ms(duration))), context.CancellationToken);

    private static void Release(TimeSkipper skipper)
    {
        try
        {
            skipper.Release();
        }
        catch (InvalidOperationException e)
        {
            throw new GrpcException(GrpcStatusCode.FailedPrecondition, e.Message);
        }
    }
}
