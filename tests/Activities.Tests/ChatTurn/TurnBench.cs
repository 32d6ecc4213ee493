using System.Text.Json.Nodes;
using OpsFlow.Activities.ChatTurn;
using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Infrastructure.Calendar;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;
using OpsFlow.Platform.Objects;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Records.Waste;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>What a node needs, with a scripted model and a store of the test's own.</summary>
internal sealed class TurnBench : IAsyncDisposable
{
    private readonly TempFolder _objects = new();
    private readonly ModelBench _models;
    private readonly EventStore _events;
    private readonly TimeProvider _clock;
    private TurnRecord _turn = null!;

    private TurnBench(IReadOnlyList<ModelEntry> models, TimeProvider? clock)
    {
        _models = new ModelBench(models);
        Waste = new WasteLibrary(CatalogFiles.Shipped, CatalogFiles.Read(CatalogFiles.Shipped).Catalog);
        Library = new(
            ConversationFiles.Shipped, ConversationFiles.Read(ConversationFiles.Shipped).Rules, Waste);
        Objects = new FolderObjectStore(_objects.Path);
        var (signals, time) = (new EventSignals(), TimeProvider.System);
        _events = new(_models.Database, signals, time);
        Chats = new(_models.Database, _events, signals, new(_models.Database, time), time);
        Drafts = new(_models.Database, time);
        Breakers = new(_models.Database, time);
        _clock = clock ?? time;
        Planner = PlannerOf(Library);
        Agent = new(Clients, Registry, Library, Chats, Planner, time);
    }

    public ConversationLibrary Library { get; }

    public ChatStore Chats { get; }

    public DraftStore Drafts { get; }

    public NodeBreakers Breakers { get; }

    public TurnPlanner Planner { get; }

    public ChatAgent Agent { get; }

    public ModelClients Clients => _models.Clients;

    public ModelLedger Ledger => _models.Ledger;

    public ModelHealthStore Health => _models.Health;

    public ModelHealthMonitor Monitor => _models.Monitor;

    public WasteLibrary Waste { get; }

    public IObjectStore Objects { get; }

    public ModelRegistry Registry => _models.Registry;

    /// <param name="family">What the turn asks for; it has a model besides the one that is there always.</param>
    public static async Task<TurnBench> StartAsync(
        Uri endpoint, string message, string? location = null,
        ModelCapabilities capabilities = ModelCapabilities.Tools, TimeProvider? plannerTime = null,
        string? family = null)
    {
        ModelEntry Entry(string name, string model) => new()
        {
            Name = name, Model = model, Endpoint = endpoint, Capabilities = capabilities,
        };
        var models = new List<ModelEntry> { Entry("scripted", "scripted-1") };
        if (family is not null)
        {
            models.Add(Entry($"{family}-large", $"{family}-large-1"));
        }

        var bench = new TurnBench(models, plannerTime);
        bench._turn = await bench.BeginAsync(new("mina", "s1", "c1", message, "ko", location, family));
        return bench;
    }

    /// <summary>A planner with the same store and other rules.</summary>
    public TurnPlanner PlannerOf(ConversationLibrary library) => new(
        library, Chats, Drafts, new(_models.Database, TimeProvider.System), Breakers, Clients, Registry,
        new CalendarSettings(), new NoTools(), new(Clients, Registry, Objects, Waste), _clock);

    /// <summary>Begins another turn.</summary>
    public async Task<TurnRecord> BeginAsync(NewTurn turn)
    {
        Assert.Equal(AcceptOutcome.Accepted, await Chats.AcceptAsync(
            turn, RunStart.Of(ChatTurnWorkflow.IdOf(turn.TurnId), "ChatTurn", "chat", new TurnInput(turn.TurnId)),
            default));
        return (await Chats.FindAsync(turn.TurnId, default))!;
    }

    public NodeRequest Ask(string node, params (string Name, string Value)[] parameters) =>
        new(_turn, node, parameters.ToDictionary(p => p.Name, p => p.Value), 0);

    public async Task<IReadOnlyList<JsonObject>> EventsAsync(string kind) =>
    [
        .. (await _events.ReadAsync(ChatStore.StreamOf(_turn.Id), 0, default)).Where(e => e.Kind == kind)
            .Select(e => JsonNode.Parse(e.Data)!.AsObject()),
    ];

    /// <summary>The kinds of all events, in order.</summary>
    public async Task<IReadOnlyList<string>> KindsAsync() =>
        [.. (await _events.ReadAsync(ChatStore.StreamOf(_turn.Id), 0, default)).Select(e => e.Kind)];

    public async ValueTask DisposeAsync()
    {
        await _models.DisposeAsync();
        _objects.Dispose();
    }
}
