using OpsFlow.Api.Errors;
using OpsFlow.Infrastructure.Images;

namespace OpsFlow.Api.Platform;

/// <summary>Pictures within request bodies.</summary>
internal static class PictureBody
{
    /// <summary>The bytes of base64, with or without the prefix of a data URL.</summary>
    /// <returns>Null when it is no base64.</returns>
    public static ReadOnlyMemory<byte>? FromBase64(string text)
    {
        var base64 = text.StartsWith("data:", StringComparison.Ordinal)
            ? text[(text.IndexOf(',', StringComparison.Ordinal) + 1)..]
            : text;
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length)
            ? (ReadOnlyMemory<byte>?)bytes.AsMemory(0, length)
            : null;
    }

    /// <summary>The answer that says why a picture is not taken.</summary>
    public static IResult Refused(ImageException why) => why.Code == "image_too_large"
        ? Problem.TooLarge(ImageGate.MaxBytes)
        : Problem.Create(422, why.Code, ProblemWords.PictureNotTaken, why.Message);
}
