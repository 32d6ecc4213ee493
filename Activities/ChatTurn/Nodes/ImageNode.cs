using System.Security.Cryptography;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Images;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Objects;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;
using OpsFlow.Records.Waste;
using OpsFlow.Workflows.ChatTurn;
using Temporalio.Activities;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>Makes an image, keeps it as pictures of scans are kept, shows it by a link that ends by itself.</summary>
internal sealed class ImageNode(
    IImageMaker maker, ModelRegistry registry, ModelLedger ledger, ConversationLibrary library, WasteLibrary waste,
    ChatStore chats, ImageGate gate, IObjectStore objects, ObjectLinks links, Redactor redactor, TimeProvider time)
    : IChatNode
{
    private const string Setting = "OPSFLOW_MODELS_FILE: roles.image";

    // What an image costs at most, where a price is set.
    private const int OutputTokens = 6000;

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
                image = await gate.CheckAsync(
                    (await MakeAsync(entry, Prompt(request), cancellationToken)).Bytes, cancellationToken);
            }
            catch (ImageException e)
            {
                throw new ModelException(ModelFailure.Malformed, "The endpoint gave no usable image.", e);
            }

            made = new(
                $"chat/{turn}-{Convert.ToHexStringLower(SHA256.HashData(image.Bytes))[..16]}.jpg", image.ContentType,
                TurnImage.Made);
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
            $"{library.Rules.Prompts["image"]}{of}\n<data>{MessageLimit.Cut(request.Query).Text}</data>");
    }

    private async Task<MadeImage> MakeAsync(ModelEntry entry, string prompt, CancellationToken cancellationToken)
    {
        var activity = ActivityExecutionContext.HasCurrent ? ActivityExecutionContext.Current.Info : null;
        var use = ChatModels.Image.Use;
        var input = prompt.Length / 2;
        var call = new ModelCall(
            $"{Guid.CreateVersion7():N}", use, activity?.WorkflowId, activity?.WorkflowRunId, entry, time.GetUtcNow(),
            entry.Price.Cost(input, 0, OutputTokens));
        if (!await ledger.TryOpenAsync(call, registry.BudgetOf(use)))
        {
            throw new ModelException(
                ModelFailure.OverBudget, $"The budget of '{use}' does not cover another image; nothing was sent.");
        }

        try
        {
            ModelCallId.Current = call.Id;
            var image = await maker.MakeAsync(entry, prompt, cancellationToken);
            await ledger.SettleAsync(call, CallOutcome.Answered, image.Tokens, call.Reserved, null);
            return image;
        }
        catch (Exception e)
        {
            var failure = e as ModelException;
            await ledger.SettleAsync(
                call,
                failure switch
                {
                    { Failure: ModelFailure.TimedOut } => CallOutcome.TimedOut,
                    { Failure: ModelFailure.Malformed } => CallOutcome.Malformed,
                    { Refused: true } => CallOutcome.Refused,
                    null => CallOutcome.Canceled,
                    _ => CallOutcome.Unreachable,
                },
                null, failure?.MayBeCharged ?? true ? call.Reserved : 0m, e.Message);
            throw;
        }
    }
}
