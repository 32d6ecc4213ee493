using Microsoft.Extensions.AI;
using OpsFlow.Activities.ScanChain;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Objects;
using OpsFlow.Records.ScanChain;
using OpsFlow.Records.Waste;

namespace OpsFlow.Activities.Tests.ScanChain;

/// <summary>
/// What looks at pictures and words answers, with models that say what a test wants: <c>main</c>, and <c>spare</c> in
/// its stead.
/// </summary>
public sealed class PictureBench : IAsyncLifetime
{
    private const string Key = "scans/p.jpg";

    private readonly TempFolder _folder = new();
    private readonly Script _script = new();
    private readonly ModelBench _models;
    private readonly FolderObjectStore _objects;

    public PictureBench()
    {
        _models = new([Entry("main", "spare"), Entry("spare", null)], connector: _script);
        _objects = new(_folder.Path);
        Waste = new(CatalogFiles.Shipped, CatalogFiles.Read(CatalogFiles.Shipped).Catalog);
        Pictures = new(_models.Clients, _models.Registry, _objects, Waste);
        Answers = new(_models.Clients, _models.Registry, Waste);
    }

    public WasteLibrary Waste { get; }

    public PictureReader Pictures { get; }

    public AnswerWriter Answers { get; }

    /// <summary>The models that were asked since <see cref="Begin"/>, in order.</summary>
    public IReadOnlyList<string> Asked => _script.Asked;

    public Task InitializeAsync() => _objects.WriteAsync(Key, new byte[] { 1 }, "image/jpeg", default);

    public async Task DisposeAsync()
    {
        await _models.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>From here on models say this; the script gets the model's name and how often any was asked before.
    /// </summary>
    public void Begin(Func<string, int, string> says)
    {
        _script.Asked.Clear();
        _script.Says = says;
    }

    public Task<SeenPicture> ReadAsync() => Pictures.ReadAsync(Key, "image/jpeg", null, null, default);

    private static ModelEntry Entry(string name, string? fallback) => new()
    {
        Name = name, Model = name, Endpoint = new("http://127.0.0.1:9"), Capabilities = ModelCapabilities.Vision,
        Fallback = fallback,
    };

    private sealed class Script : IModelConnector
    {
        public List<string> Asked { get; } = [];

        public Func<string, int, string> Says { get; set; } = (_, _) => "";

        public IChatClient Connect(ModelEntry entry) => new Client(entry.Model, this);

        public Task CheckAsync(ModelEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<ModelStatus> ReadStatusAsync(ModelEntry entry, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class Client(string model, Script script) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            var number = script.Asked.Count;
            script.Asked.Add(model);
            return Task.FromResult(
                new ChatResponse(new ChatMessage(ChatRole.Assistant, script.Says(model, number))) { ModelId = model });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // It has nothing.
        }
    }
}
