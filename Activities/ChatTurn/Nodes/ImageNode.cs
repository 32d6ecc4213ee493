using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Images;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Objects;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Records.Waste;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>Makes an image, keeps it as pictures of scans are kept, shows it by a link that ends by itself.</summary>
internal sealed class ImageNode(
    ModelImages images, ModelRegistry registry, ConversationLibrary library, WasteLibrary waste, ChatStore chats,
    ImageGate gate, IObjectStore objects, ObjectLinks links, Redactor redactor) : IChatNode
{
    private const string Setting = "OPSFLOW_MODELS_FILE: roles.image";

    private static readonly TimeSpan s_linkLifetime = TimeSpan.FromHours(1);

    public IReadOnlyList<string> Names { get; } = ["image_generation"];

    public async Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        var turn = request.Turn.Id;
        // Only one that is named for it: a model that talks would be asked for nothing.
        var stage = ChatModels.Image;
        var entry = registry.Roles.Any(r => r.Name.Equals(stage.Role, StringComparison.OrdinalIgnoreCase))
            ? registry.ForStage(stage)
            : null;
        if (entry is null)
        {
            return NodeAnswers.NotSetUp(request.Node, Setting);
        }

        // Made by an attempt whose end was lost.
        var made = (await chats.ImagesAsync([turn], cancellationToken)).GetValueOrDefault(turn)?
            .FirstOrDefault(i => i.Kind == TurnImage.Made);
        if (made is null)
        {
            CheckedImage image;
            try
            {
                var bytes = await images.MakeAsync(entry, stage.Use, Prompt(request), cancellationToken);
                image = await gate.CheckAsync(bytes.Bytes, cancellationToken);
            }
            catch (ImageException e)
            {
                throw new ModelException(ModelFailure.Malformed, "The endpoint gave no usable image.", e);
            }

            made = new(ChatImageRetention.KeyOf(turn, image.Bytes), image.ContentType, TurnImage.Made);
            await objects.WriteAsync(made.Key, image.Bytes, image.ContentType, cancellationToken);
            await chats.KeepImageAsync(turn, made, cancellationToken);
        }

        await chats.TellAsync(
            turn, "image", "image",
            new
            {
                stage = (int)TurnState.Nodes, node = request.Node,
                url = links.PathOf(made.Key, made.ContentType, s_linkLifetime),
            },
            cancellationToken);
        return NodeAnswers.Found("An image was made and is shown with the answer.", ChatWords.ImageMade);
    }

    private string Prompt(NodeRequest request)
    {
        var character = waste.Rules.Catalog.Characters.FirstOrDefault(c =>
            request.Query.Contains(c.Name.Ko, StringComparison.Ordinal)
            || request.Query.Contains(c.Name.En, StringComparison.OrdinalIgnoreCase));
        var of = character is null
            ? ""
            : $"\nCharacter: {character.Name.Ko} ({character.Name.En}), who stands for {character.Class}.";
        return redactor.Redact(
            $"{library.Rules.Prompts["image"]}{of}\n"
            + DataBlock.Of("message", MessageLimit.Cut(request.Query).Text, int.MaxValue));
    }
}
