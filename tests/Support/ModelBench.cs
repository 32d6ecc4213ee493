using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;
using OpsFlow.Platform.Store;

namespace OpsFlow.Tests.Support;

/// <summary>Models with their ledger in a store of the test's own.</summary>
public sealed class ModelBench : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    /// <param name="models">The first is the default.</param>
    public ModelBench(
        IReadOnlyList<ModelEntry> models,
        IEnumerable<ModelUse>? uses = null,
        TimeProvider? time = null,
        StoreOptions? store = null,
        IModelConnector? connector = null)
    {
        var clock = time ?? TimeProvider.System;
        Registry = new ModelRegistry(models, uses: uses, defaultModel: models[0].Name);
        Database = new Database(store ?? new StoreOptions { DataFolder = _folder.Path }, clock);
        Ledger = new ModelLedger(Database, clock, new());
        Connector = connector ?? new EndpointConnector(new PlainClients());
        Clients = new ModelClients(Registry, Connector, Ledger, new(), clock, NullLoggerFactory.Instance);
        Health = new ModelHealthStore(Database);
        Monitor = new ModelHealthMonitor(
            Registry, Connector, Clients, Ledger, Health, new Leases(Database, clock), new(), clock,
            NullLogger<ModelHealthMonitor>.Instance);
    }

    public ModelRegistry Registry { get; }

    public Database Database { get; }

    public ModelLedger Ledger { get; }

    public IModelConnector Connector { get; }

    public ModelClients Clients { get; }

    public ModelHealthStore Health { get; }

    public ModelHealthMonitor Monitor { get; }

    public async Task<ModelCosts?> CostsOfAsync(string use) =>
        (await Ledger.SumAsync(ModelCostsBy.Use, DateTimeOffset.UnixEpoch, default)).SingleOrDefault(c => c.Key == use);

    public async ValueTask DisposeAsync()
    {
        Monitor.Dispose();
        await Database.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class PlainClients : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new();
    }
}
