namespace OpsFlow.Infrastructure.Images;

/// <summary>A picture of which only the picture is left: no location, no comments, nothing behind its end.</summary>
public sealed record CheckedImage(byte[] Bytes, string ContentType, int Width, int Height);
