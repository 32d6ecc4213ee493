using Microsoft.Extensions.AI;
using OpsFlow.Domain.Text;
using OpsFlow.Domain.Waste.Catalog;
using OpsFlow.Domain.Waste.Vision;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Objects;
using OpsFlow.Records.ScanChain;
using OpsFlow.Records.Waste;

namespace OpsFlow.Activities.ScanChain;

/// <summary>
/// Finds what a picture shows: by a model that sees, asked once more when its answer cannot be used, then by the one
/// that answers in its stead; by the user's hint when there is none; else the user is asked.
/// </summary>
public sealed class PictureReader(
    ModelClients clients, ModelRegistry registry, IObjectStore objects, WasteLibrary library)
{
    /// <summary>From this confidence on nobody is asked.</summary>
    private const double Sure = 0.7;

    /// <summary>Looks.</summary>
    /// <exception cref="ModelException">The model cannot be asked.</exception>
    public async Task<SeenPicture> ReadAsync(ScanRecord scan, CancellationToken cancellationToken)
    {
        using var words = Language.Use(scan.Language);
        return await ReadAsync(scan.Image, scan.ImageType, scan.Hint, scan.Model, cancellationToken);
    }

    /// <summary>Looks at a picture of the object store.</summary>
    /// <param name="hint">The person's own words for it.</param>
    /// <param name="family">The model that was asked for; null for none.</param>
    /// <exception cref="ModelException">The model cannot be asked.</exception>
    public async Task<SeenPicture> ReadAsync(
        string key, string contentType, string? hint, string? family, CancellationToken cancellationToken)
    {
        var rules = library.Rules;
        if (registry.ForStage(ScanModels.Vision, family) is not { } entry)
        {
            return hint is not null && rules.Match(new(hint)) is { } match
                ? new(
                    new(match.Class, match.Subclass, hint, null, [], 1), "hint", null,
                    ScanWords.HintTaken, NeedsInput: false)
                : Unknown(ScanWords.NoModel);
        }

        if (await objects.ReadAsync(key, cancellationToken) is not { } image)
        {
            return Unknown(ScanWords.PictureGone);
        }

        ChatMessage[] question =
        [
            new(ChatRole.System, ScanPrompts.Vision(rules.Catalog)),
            new(ChatRole.User,
                [new TextContent(ScanPrompts.Hint(hint)), new DataContent(image, contentType)]),
        ];
        string? notice = null;
        foreach (var model in registry.Chain(entry).Where(m => m.Capabilities.HasFlag(ModelCapabilities.Vision)))
        {
            var client = clients.Of(ScanModels.Vision, model);
            var (seen, others, response) = await AskAsync(client, question, rules.Catalog, cancellationToken);
            notice ??= response.Notice();
            if (seen is not null)
            {
                var isUnsure = seen.Class is null || seen.Confidence < Sure;
                return new(
                    seen, "model", response.ModelId ?? model.Model, ScanNotice.Of(others, notice), isUnsure, others);
            }

            notice = ScanWords.FormatNotUsable(model.Model);
        }

        return Unknown(notice ?? ScanWords.NoneUsable);
    }

    private static SeenPicture Unknown(string notice) =>
        new(new(null, null, "", null, [], 0), "nobody", null, notice, NeedsInput: true);

    private static async Task<(Classification? Seen, IReadOnlyList<string> Others, ChatResponse Response)> AskAsync(
        IChatClient client, ChatMessage[] question, WasteCatalog catalog, CancellationToken cancellationToken)
    {
        var response = await client.AskForJsonAsync(
            question, ScanPrompts.VisionSchema, ScanPrompts.VisionSchemaName, cancellationToken);
        var (seen, others, faults) = Read(response.Text, catalog);
        if (seen is not null)
        {
            return (seen, others, response);
        }

        response = await client.AskForJsonAsync(
            [
                .. question, new(ChatRole.Assistant, response.Text.Length == 0 ? "(empty)" : response.Text),
                new(ChatRole.User, ScanPrompts.VisionRepair(faults)),
            ],
            ScanPrompts.VisionSchema, ScanPrompts.VisionSchemaName, cancellationToken);
        (seen, others, _) = Read(response.Text, catalog);
        return (seen, others, response);
    }

    private static (Classification? Seen, IReadOnlyList<string> Others, IReadOnlyList<string> Faults) Read(
        string text, WasteCatalog catalog)
    {
        if (SeenObjects.Find(text) is not { } things)
        {
            return (null, [], ["it holds no JSON object with a category"]);
        }

        var reading = VisionReader.Read(things.Main, catalog);
        return (reading.Classification, things.Others, reading.Faults);
    }
}
