using Microsoft.Extensions.Logging;
using Temporalio.Client;

namespace Temporalio.Testing;

/// <summary>A server for tests and a client connected to it.</summary>
public class WorkflowEnvironment : IAsyncDisposable
{
    /// <summary>Makes an environment of a client on any server.</summary>
    /// <param name="client">The client.</param>
    public WorkflowEnvironment(ITemporalClient client)
    {
        Client = client;
        Logger = client.Options.LoggerFactory.CreateLogger<WorkflowEnvironment>();
    }

    /// <summary>The client.</summary>
    public ITemporalClient Client { get; protected init; }

    /// <summary>Whether waiting time passes at once.</summary>
    public virtual bool SupportsTimeSkipping => false;

    /// <summary>A logger.</summary>
    protected ILogger<WorkflowEnvironment> Logger { get; }

    /// <summary>Connects as the environment's configuration says.</summary>
    /// <param name="profileLoadOptions">Which profile to load, and from where.</param>
    /// <returns>The environment.</returns>
    public static async Task<WorkflowEnvironment> CreateFromEnvConfigAsync(
        Common.EnvConfig.ClientEnvConfig.ProfileLoadOptions? profileLoadOptions = null) =>
        new(await TemporalClient.ConnectAsync(
            Common.EnvConfig.ClientEnvConfig.LoadClientConnectOptions(profileLoadOptions)).ConfigureAwait(false));

    /// <summary>Starts a dev server; a <c>TargetHost</c> only gives its port.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The environment.</returns>
    /// <exception cref="InvalidOperationException">There is no server program, or it does not start.</exception>
    public static async Task<WorkflowEnvironment> StartLocalAsync(WorkflowEnvironmentStartLocalOptions? options = null)
    {
        options = (WorkflowEnvironmentStartLocalOptions)(options ?? new()).Clone();
        var server = await EphemeralServer.StartDevAsync(options).ConfigureAwait(false);
        options.TargetHost = server.Target;
        return new EphemeralEnvironment(await ConnectAsync(options, server).ConfigureAwait(false), server, false);
    }

    /// <summary>Starts a server whose time passes at once when everybody waits.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The environment.</returns>
    /// <exception cref="InvalidOperationException">There is no server program, or it does not start.</exception>
    public static async Task<WorkflowEnvironment> StartTimeSkippingAsync(
        WorkflowEnvironmentStartTimeSkippingOptions? options = null)
    {
        options = (WorkflowEnvironmentStartTimeSkippingOptions)(options ?? new()).Clone();
        var server = await EphemeralServer.StartTimeSkippingAsync(options).ConfigureAwait(false);
        options.TargetHost = server.Target;
        var client = await ConnectAsync(options, server).ConfigureAwait(false);
        return new EphemeralEnvironment(client, server, true);
    }

    /// <summary>Waits.</summary>
    /// <param name="millisecondsDelay">How long, in milliseconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>When the server's time has passed.</returns>
    public Task DelayAsync(int millisecondsDelay, CancellationToken? cancellationToken = null) =>
        DelayAsync(TimeSpan.FromMilliseconds(millisecondsDelay), cancellationToken);

    /// <summary>Waits.</summary>
    /// <param name="delay">How long.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>When the server's time has passed.</returns>
    public virtual Task DelayAsync(TimeSpan delay, CancellationToken? cancellationToken = null) =>
        Task.Delay(delay, cancellationToken ?? CancellationToken.None);

    /// <summary>The server's time.</summary>
    /// <returns>The time, in UTC.</returns>
    public virtual Task<DateTime> GetCurrentTimeAsync() => Task.FromResult(DateTime.UtcNow);

    /// <summary>Runs a function during which awaiting a result does not skip time.</summary>
    /// <param name="func">The function.</param>
    public void WithAutoTimeSkippingDisabled(Action func) => WithAutoTimeSkippingDisabled(() =>
    {
        func();
        return 0;
    });

    /// <summary>Runs a function during which awaiting a result does not skip time.</summary>
    /// <typeparam name="T">The result type.</typeparam>
    /// <param name="func">The function.</param>
    /// <returns>Its result.</returns>
    public T WithAutoTimeSkippingDisabled<T>(Func<T> func)
    {
        var before = EnterWithoutAutoSkipping();
        try
        {
            return func();
        }
        finally
        {
            LeaveWithoutAutoSkipping(before);
        }
    }

    /// <summary>Runs a function during which awaiting a result does not skip time.</summary>
    /// <param name="func">The function.</param>
    /// <returns>When it is done.</returns>
    public Task WithAutoTimeSkippingDisabledAsync(Func<Task> func) => WithAutoTimeSkippingDisabledAsync(async () =>
    {
        await func().ConfigureAwait(false);
        return 0;
    });

    /// <summary>Runs a function during which awaiting a result does not skip time.</summary>
    /// <typeparam name="T">The result type.</typeparam>
    /// <param name="func">The function.</param>
    /// <returns>Its result.</returns>
    public virtual async Task<T> WithAutoTimeSkippingDisabledAsync<T>(Func<Task<T>> func)
    {
        var before = EnterWithoutAutoSkipping();
        try
        {
            return await func().ConfigureAwait(false);
        }
        finally
        {
            LeaveWithoutAutoSkipping(before);
        }
    }

    /// <summary>Ends the server, if this environment started it.</summary>
    /// <returns>When it has ended.</returns>
    public virtual Task ShutdownAsync() => Task.CompletedTask;

    /// <summary>Ends the server, if this environment started it.</summary>
    /// <returns>When it has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        await ShutdownAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    private protected virtual bool EnterWithoutAutoSkipping() => false;

    private protected virtual void LeaveWithoutAutoSkipping(bool before)
    {
    }

    private static async Task<ITemporalClient> ConnectAsync(TemporalClientConnectOptions options, EphemeralServer server)
    {
        try
        {
            return await TemporalClient.ConnectAsync(options).ConfigureAwait(false);
        }
        catch (Exception)
        {
            await server.StopAsync().ConfigureAwait(false);
            throw;
        }
    }
}
