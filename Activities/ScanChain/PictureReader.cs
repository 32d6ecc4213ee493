using System.Text.Json;
using Microsoft.Extensions.AI;
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
    public Task<SeenPicture> ReadAsync(ScanRecord scan, CancellationToken cancellationToken) =>
        ReadAsync(scan.Image, scan.ImageType, scan.Hint, scan.Model, cancellationToken);

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
                    "No model that sees is set up; the hint was taken.", NeedsInput: false)
                : Unknown("No model that sees is set up.");
        }

        if (await objects.ReadAsync(key, cancellationToken) is not { } image)
        {
            return Unknown("The picture is not there any more.");
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
            var (seen, response) = await AskAsync(client, question, rules.Catalog, cancellationToken);
            notice ??= response.Notice();
            if (seen is not null)
            {
                var isUnsure = seen.Class is null || seen.Confidence < Sure;
                return new(seen, "model", response.ModelId ?? model.Model, notice, isUnsure);
            }

            notice = $"{model.Model} gave no usable answer.";
        }

        return Unknown(notice ?? "No model gave a usable answer.");
    }

    private static SeenPicture Unknown(string notice) =>
        new(new(null, null, "", null, [], 0), "nobody", null, notice, NeedsInput: true);

    private static async Task<(Classification? Seen, ChatResponse Response)> AskAsync(
        IChatClient client, ChatMessage[] question, WasteCatalog catalog, CancellationToken cancellationToken)
    {
        var response = await client.AskForJsonAsync(
            question, ScanPrompts.VisionSchema, ScanPrompts.VisionSchemaName, cancellationToken);
        var (seen, faults) = Read(response.Text, catalog);
        if (seen is not null)
        {
            return (seen, response);
        }

        response = await client.AskForJsonAsync(
            [
                .. question, new(ChatRole.Assistant, response.Text.Length == 0 ? "(empty)" : response.Text),
                new(ChatRole.User, ScanPrompts.VisionRepair(faults)),
            ],
            ScanPrompts.VisionSchema, ScanPrompts.VisionSchemaName, cancellationToken);
        return (Read(response.Text, catalog).Seen, response);
    }

    private static (Classification? Seen, IReadOnlyList<string> Faults) Read(string text, WasteCatalog catalog)
    {
        if (First(text) is not { } answer)
        {
            return (null, ["it holds no JSON object with a category"]);
        }

        var reading = VisionReader.Read(answer, catalog);
        return (reading.Classification, reading.Faults);
    }

    // Of two things in a picture the first is answered.
    private static JsonElement? First(string text)
    {
        var list = text.IndexOf('[', StringComparison.Ordinal);
        if (list >= 0 && text[..list].All(c => c != '{'))
        {
            try
            {
                using var document = JsonDocument.Parse(text[list..(text.LastIndexOf(']') + 1)]);
                return document.RootElement.EnumerateArray()
                    .Where(e => e.ValueKind == JsonValueKind.Object).Select(e => (JsonElement?)e.Clone())
                    .FirstOrDefault();
            }
            catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException)
            {
                // No list after all.
            }
        }

        return JsonAnswer.Find(text, "category");
    }
}
