using System.Text.Json.Nodes;
using OpsFlow.Activities.ChatTurn;
using OpsFlow.Infrastructure.Calendar;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;
using OpsFlow.Platform.Objects;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Records.Waste;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>
/// What writes and grades answers, with a scripted endpoint for models and a store of the test's own: <c>big</c>
/// reasons, <c>small</c> classifies and sums up, and <c>house-large</c> does what a turn asks it for.
/// </summary>
internal sealed class AnswerBench : IAsyncDisposable
{
    private readonly ModelBench _models;
    private readonly EventStore _events;
    private readonly TempFolder _objects = new();
    private readonly ConversationLibrary _library;

    /// <param name="clock">By which answers are limited.</param>
    public AnswerBench(Uri endpoint, int? window = null, int maxOutput = 1024, TimeProvider? clock = null)
    {
        ModelEntry Entry(string name) => new()
        {
            Name = name, Model = name, Endpoint = endpoint, ContextTokens = window, MaxOutputTokens = maxOutput,
        };
        _models = new(
            [Entry("big"), Entry("small"), Entry("house-large")],
            [.. new[] { "chat-classify", "chat-summary" }.Select(
                use => new ModelUse { Name = use, Fast = "small", Standard = "small" })]);
        var waste = new WasteLibrary(CatalogFiles.Shipped, CatalogFiles.Read(CatalogFiles.Shipped).Catalog);
        _library = new(ConversationFiles.Shipped, ConversationFiles.Read(ConversationFiles.Shipped).Rules, waste);
        var (database, signals, time) = (_models.Database, new EventSignals(), TimeProvider.System);
        _events = new(database, signals, time);
        Chats = new(database, _events, signals, new(database, time), time);
        Drafts = new(database, time);
        var planner = new TurnPlanner(
            _library, Chats, Drafts, new(database, time), new(database, time), _models.Clients, _models.Registry,
            new CalendarSettings(), new NoTools(),
            new(_models.Clients, _models.Registry, new FolderObjectStore(_objects.Path), waste), time);
        var memory = new ConversationMemory(
            _library, Chats, new(database, time), _models.Clients, _models.Registry, time);
        Answerer = new(
            Chats, new(_library, Chats, Drafts, memory, planner), _models.Clients, _models.Registry, _models.Monitor,
            new(database, time), _library, clock ?? time);
        Graders = new(
            Chats, _library, waste,
            new(_library, new(database, time), _models.Clients, _models.Registry, time));
    }

    public IDatabase Database => _models.Database;

    public ModelHealthStore Health => _models.Health;

    public ChatStore Chats { get; }

    public DraftStore Drafts { get; }

    public ChatAnswerer Answerer { get; }

    public AnswerGraders Graders { get; }

    /// <summary>Begins a turn that a model answers.</summary>
    /// <param name="node">What was asked for it, and brought something.</param>
    public async Task<TurnRecord> BeginAsync(
        string client, string message, string intent = "general", string? model = null, string? node = null)
    {
        var turn = new NewTurn("mina", "s1", client, message, "ko", null, model);
        Assert.Equal(AcceptOutcome.Accepted, await Chats.AcceptAsync(
            turn, RunStart.Of(ChatTurnWorkflow.IdOf(turn.TurnId), "ChatTurn", "chat", new TurnInput(turn.TurnId)),
            default));
        await Chats.KeepPlanAsync(
            turn.TurnId,
            new(
                node is null ? "route" : NodeNames.IsTool(node) ? "tools" : "intents",
                node is null ? [] : [new(node, new Dictionary<string, string>(), true)], [intent], null, null, [], "v",
                null),
            null, default);
        return (await Chats.FindAsync(turn.TurnId, default))!;
    }

    /// <summary>A turn that is over: what was said and what was answered.</summary>
    public async Task TalkAsync(string client, string message, string answer)
    {
        var turn = await BeginAsync(client, message);
        await Chats.EndAsync(turn.Id, TurnState.Done, null, (_, _) => answer, null, default);
    }

    public Task<bool?> WriteAsync(TurnRecord turn, TimeSpan? left = null) => Answerer.WriteAsync(
        turn, new(turn.Id, 1, null, TimeSpan.FromMinutes(2)), left ?? TimeSpan.FromMinutes(2), default);

    public async Task<IReadOnlyList<(string Kind, JsonObject Data)>> EventsAsync(TurnRecord turn) =>
    [
        .. (await _events.ReadAsync(ChatStore.StreamOf(turn.Id), 0, default))
            .Select(e => (e.Kind, JsonNode.Parse(e.Data)!.AsObject())),
    ];

    public async ValueTask DisposeAsync()
    {
        await _models.DisposeAsync();
        _objects.Dispose();
    }
}
