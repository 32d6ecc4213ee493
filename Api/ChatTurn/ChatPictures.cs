using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Infrastructure.Images;
using OpsFlow.Platform.Objects;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Api.ChatTurn;

/// <summary>Takes pictures of messages, as scans take theirs: checked, drawn anew, kept in the object store.</summary>
internal sealed class ChatPictures(ImageGate gate, ImageFetcher fetcher, IObjectStore objects, ObjectLinks links)
{
    /// <summary>The largest message: base64 is a third longer, and the fields need room.</summary>
    public const int MaxBody = (ImageGate.MaxBytes / 3 * 4) + (128 * 1024);

    private static readonly TimeSpan s_linkLifetime = TimeSpan.FromHours(1);

    /// <summary>Checks one.</summary>
    /// <returns>The picture, or the answer that says what is wrong with it.</returns>
    public async Task<(CheckedImage? Image, IResult? Error)> CheckAsync(
        string? base64, string? url, CancellationToken cancellationToken)
    {
        if (base64 is not null && url is not null)
        {
            return (null, Problem.Invalid([$"image: {FaultWords.OnePicture}"]));
        }

        try
        {
            if (url is not null)
            {
                var fetched = await fetcher.FetchAsync(url, cancellationToken);
                return (await gate.CheckAsync(fetched, cancellationToken), null);
            }

            return PictureBody.FromBase64(base64!) is { } bytes
                ? (await gate.CheckAsync(bytes, cancellationToken), null)
                : (null, Problem.Invalid([$"image: {FaultWords.NotBase64}"]));
        }
        catch (ImageException e)
        {
            return (null, PictureBody.Refused(e));
        }
    }

    /// <summary>Keeps the picture of a turn. The same one of the same turn is kept once.</summary>
    public async Task<TurnImage> KeepAsync(string turn, CheckedImage image, CancellationToken cancellationToken)
    {
        var key = ChatImageRetention.KeyOf(turn, image.Bytes);
        await objects.WriteAsync(key, image.Bytes, image.ContentType, cancellationToken);
        return new(key, image.ContentType, TurnImage.Sent);
    }

    /// <summary>Forgets one whose turn was not taken.</summary>
    public Task ForgetAsync(TurnImage image, CancellationToken cancellationToken) =>
        objects.DeleteAsync(image.Key, cancellationToken);

    /// <summary>The addresses of those of one kind.</summary>
    public IReadOnlyList<string> LinksOf(IReadOnlyList<TurnImage>? images, string kind) =>
        [.. (images ?? []).Where(i => i.Kind == kind).Select(i => links.PathOf(i.Key, i.ContentType, s_linkLifetime))];
}
