using Google.Protobuf.WellKnownTypes;
using Temporalio.Client;
using Temporalio.Client.Interceptors;

namespace Temporalio.Testing;

/// <summary>An environment that started its server.</summary>
internal sealed class EphemeralEnvironment : WorkflowEnvironment
{
    private readonly EphemeralServer _server;
    private readonly ITemporalClient _plain;
    private readonly AsyncLocal<bool> _noAutoSkipping = new();

    public EphemeralEnvironment(ITemporalClient client, EphemeralServer server, bool timeSkipping)
        : base(client)
    {
        _server = server;
        _plain = client;
        SupportsTimeSkipping = timeSkipping;
        if (timeSkipping)
        {
            var options = (TemporalClientOptions)client.Options.Clone();
            options.Interceptors = [.. options.Interceptors ?? [], new TimeSkippingInterceptor(this)];
            Client = new TemporalClient(client.Connection, options);
        }
    }

    public override bool SupportsTimeSkipping { get; }

    public override Task DelayAsync(TimeSpan delay, CancellationToken? cancellationToken = null) =>
        !SupportsTimeSkipping
            ? base.DelayAsync(delay, cancellationToken)
            : _plain.Connection.TestService.UnlockTimeSkippingWithSleepAsync(
                new() { Duration = Duration.FromTimeSpan(delay) },
                new RpcOptions { CancellationToken = cancellationToken });

    public override async Task<DateTime> GetCurrentTimeAsync()
    {
        if (!SupportsTimeSkipping)
        {
            return await base.GetCurrentTimeAsync().ConfigureAwait(false);
        }

        var response = await _plain.Connection.TestService.GetCurrentTimeAsync(new Empty()).ConfigureAwait(false);
        return response.Time.ToDateTime();
    }

    public override Task ShutdownAsync() => _server.StopAsync();

    /// <summary>Runs a function with time skipping allowed.</summary>
    internal async Task<T> WithTimeSkippingAsync<T>(Func<Task<T>> func)
    {
        if (_noAutoSkipping.Value)
        {
            return await func().ConfigureAwait(false);
        }

        await _plain.Connection.TestService.UnlockTimeSkippingAsync(new()).ConfigureAwait(false);
        try
        {
            return await func().ConfigureAwait(false);
        }
        finally
        {
            await _plain.Connection.TestService.LockTimeSkippingAsync(new()).ConfigureAwait(false);
        }
    }

    private protected override bool EnterWithoutAutoSkipping()
    {
        var before = _noAutoSkipping.Value;
        _noAutoSkipping.Value = true;
        return before;
    }

    private protected override void LeaveWithoutAutoSkipping(bool before) => _noAutoSkipping.Value = before;

    /// <summary>Lets time pass as long as a test awaits a workflow's result.</summary>
    private sealed class TimeSkippingInterceptor(EphemeralEnvironment environment) : IClientInterceptor
    {
        public ClientOutboundInterceptor InterceptClient(ClientOutboundInterceptor nextInterceptor) =>
            new Outbound(environment, nextInterceptor);

        private sealed class Outbound(EphemeralEnvironment environment, ClientOutboundInterceptor next)
            : ClientOutboundInterceptor(next)
        {
            public override Task<WorkflowHistoryEventPage> FetchWorkflowHistoryEventPageAsync(
                FetchWorkflowHistoryEventPageInput input) =>
                input.WaitNewEvent
                    ? environment.WithTimeSkippingAsync(() => base.FetchWorkflowHistoryEventPageAsync(input))
                    : base.FetchWorkflowHistoryEventPageAsync(input);
        }
    }
}
