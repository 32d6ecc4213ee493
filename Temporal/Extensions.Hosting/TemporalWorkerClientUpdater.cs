using Temporalio.Worker;

namespace Temporalio.Extensions.Hosting;

/// <summary>Replaces the client of running workers, as when a certificate has changed.</summary>
public class TemporalWorkerClientUpdater
{
    private readonly Lock _lock = new();

    /// <summary>Raised with the new client, under the lock, so that workers see the clients in order.</summary>
    private event Action<IWorkerClient>? Updated;

    /// <summary>Gives every subscribed worker a new client.</summary>
    /// <param name="client">The client.</param>
    public void UpdateClient(IWorkerClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        lock (_lock)
        {
            Updated?.Invoke(client);
        }
    }

    internal void Subscribe(Action<IWorkerClient> update)
    {
        lock (_lock)
        {
            Updated += update;
        }
    }

    internal void Unsubscribe(Action<IWorkerClient> update)
    {
        lock (_lock)
        {
            Updated -= update;
        }
    }
}
