using SkiaSharp;

namespace OpsFlow.Infrastructure.Images;

/// <summary>
/// Takes pictures of strangers: looks at what they are and not at what they are called, refuses what would unpack to
/// far more than it is, and draws them anew, so that nothing but the picture is kept.
/// </summary>
public sealed class ImageGate : IDisposable
{
    /// <summary>The largest file. 10 MiB.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    private const int MinSide = 8;
    private const int MaxSide = 12_000;
    private const long MaxPixels = 50_000_000;

    // Enough for a model to see what it is.
    private const int KeptSide = 1600;
    private const int Quality = 85;

    // Each unpacks the whole picture.
    private readonly SemaphoreSlim _slots = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>Checks a picture and draws it anew.</summary>
    /// <exception cref="ImageException">It is not taken.</exception>
    public async Task<CheckedImage> CheckAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > MaxBytes)
        {
            throw new ImageException("image_too_large", ImageWords.FormatTooLarge(MaxBytes));
        }

        if (!IsKnownType(bytes.Span))
        {
            throw new ImageException("image_type", ImageWords.Type);
        }

        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Redraw(bytes), cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private static bool IsKnownType(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 12
        && ((bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff)
            || bytes.StartsWith(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10 })
            || (bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8)));

    private static CheckedImage Redraw(ReadOnlyMemory<byte> bytes)
    {
        using var data = SKData.CreateCopy(bytes.Span);
        using var codec = SKCodec.Create(data) ?? throw Broken();
        var info = codec.Info;
        if (info.Width < MinSide || info.Height < MinSide)
        {
            throw new ImageException("image_size", ImageWords.FormatTooSmall(MinSide));
        }

        if (info.Width > MaxSide || info.Height > MaxSide || (long)info.Width * info.Height > MaxPixels)
        {
            throw new ImageException("image_size", ImageWords.FormatTooManyPixels(MaxSide, MaxPixels));
        }

        if (codec.FrameCount > 1)
        {
            throw new ImageException("image_animated", ImageWords.Animated);
        }

        // Reading at a fraction costs a fraction; only some formats can.
        var scaled = codec.GetScaledDimensions(Math.Min(1f, (float)KeptSide / Math.Max(info.Width, info.Height)));
        using var read = new SKBitmap(
            new SKImageInfo(scaled.Width, scaled.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(read.Info, read.GetPixels()) != SKCodecResult.Success)
        {
            throw Broken();
        }

        // What stands upright, is opaque and of the right size needs no canvas.
        var isReady = codec.EncodedOrigin == SKEncodedOrigin.TopLeft
            && info.AlphaType == SKAlphaType.Opaque && Math.Max(read.Width, read.Height) <= KeptSide;
        using var drawn = isReady ? null : Draw(read, codec.EncodedOrigin);
        var kept = drawn ?? read;
        using var image = SKImage.FromBitmap(kept);
        using var encoded = image.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return new(encoded.ToArray(), "image/jpeg", kept.Width, kept.Height);
    }

    // Upright, as the camera's note of how it was held goes with the other notes; on white, as JPEG knows no glass.
    private static SKBitmap Draw(SKBitmap read, SKEncodedOrigin origin)
    {
        var isTurned = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom
            or SKEncodedOrigin.LeftBottom;
        var (width, height) = isTurned ? (read.Height, read.Width) : (read.Width, read.Height);
        var scale = Math.Min(1f, (float)KeptSide / Math.Max(width, height));
        var drawn = new SKBitmap(
            Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)), SKColorType.Rgba8888,
            SKAlphaType.Premul);
        using var canvas = new SKCanvas(drawn);
        canvas.Clear(SKColors.White);
        canvas.Scale(scale);
        canvas.Concat(Upright(origin, width, height));
        using var image = SKImage.FromBitmap(read);
        canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return drawn;
    }

    private static SKMatrix Upright(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, width, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, width, -1, 0, height, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, height, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    private static ImageException Broken() => new("image_broken", ImageWords.Broken);
}
