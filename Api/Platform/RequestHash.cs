using System.Security.Cryptography;
using System.Text;

namespace OpsFlow.Api.Platform;

/// <summary>What a request asked for, to tell a repeat from another request under the same id or key.</summary>
internal static class RequestHash
{
    private const char PictureMark = ':';

    /// <summary>The hash of texts in their order.</summary>
    public static string Of(params string?[] texts) => Hex(Encoding.UTF8.GetBytes(
        string.Concat(texts.Select(t => t is null ? "-" : $"{t.Length}:{t}"))));

    /// <summary>The hash of a picture.</summary>
    public static string OfPicture(ReadOnlyMemory<byte> bytes) => Hex(bytes.Span);

    /// <summary>The hash of a message that may have a picture.</summary>
    public static string OfMessage(string text, string? picture) =>
        picture is null ? Of(text) : $"{Of(text)}{PictureMark}{Of(picture)}";

    /// <summary>
    /// Whether a message is the one that was kept: of the same words and the same picture. A message that failed may be
    /// sent again without its picture, which is here.
    /// </summary>
    public static bool IsSameMessage(string? kept, string sent)
    {
        if (kept is null)
        {
            return true;
        }

        var (one, other) = (kept.Split(PictureMark), sent.Split(PictureMark));
        return one[0] == other[0] && (other.Length == 1 || (one.Length > 1 && one[1] == other[1]));
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
