using System.Collections.Concurrent;
using OpenAI.Images;
using OpsFlow.Infrastructure.Images;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Timing;

namespace OpsFlow.Infrastructure.Llm;

/// <summary>
/// Images by OpenAI's form, which others have, too: as bytes in the answer, or by an address of the public internet.
/// </summary>
public sealed class OpenAiImageMaker(ImageFetcher fetcher) : IImageMaker
{
    // One for each model: a client has connections of its own, and one for each image would leave them behind.
    private readonly ConcurrentDictionary<ModelEntry, ImageClient> _clients = new();

    /// <inheritdoc/>
    public async Task<MadeImage> MakeAsync(ModelEntry entry, string prompt, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(entry.Timeout, cancellationToken);
        try
        {
            var client = _clients.GetOrAdd(
                entry,
                e => EndpointClients.OpenAi(e.Endpoint!, e.ApiKey, e.Timeout, maxRetries: 0).GetImageClient(e.Model));
            GeneratedImageCollection made = await client.GenerateImagesAsync(prompt, 1, new(), limit.Token);
            if (made is not [var image, ..])
            {
                throw None(null);
            }

            var bytes = image.ImageBytes is { } given ? given.ToMemory()
                : image.ImageUri is { } address ? await fetcher.FetchAsync($"{address}", limit.Token)
                : throw None(null);
#pragma warning disable OPENAI001 // What it used is marked as a preview.
            var tokens = made.Usage is { } usage
                ? new ModelTokens(usage.InputTokenCount, 0, usage.OutputTokenCount)
                : null;
#pragma warning restore OPENAI001
            return new(bytes, tokens);
        }
        catch (ImageException e)
        {
            throw None(e);
        }
        catch (Exception e) when (ModelFailures.From(e, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    private static ModelException None(Exception? e) =>
        new(ModelFailure.Malformed, "The endpoint gave no image.", e) { MayBeCharged = true };
}
