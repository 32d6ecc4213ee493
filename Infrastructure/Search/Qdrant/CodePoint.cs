using System.Security.Cryptography;
using System.Text;

namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>A piece of a file as a point: which it is, not its code, which stays in the store.</summary>
internal sealed record CodePoint(string Repository, string Path, string BlobId, int Number)
{
    // Part of the ids: a new way of cutting or of writing the text to embed needs new points.
    private const string Form = "1";

    /// <summary>The same piece has the same id for everybody, so writing it again changes nothing.</summary>
    public Guid Id
    {
        get
        {
            var text = new StringBuilder(Form);
            foreach (var part in (string[])[Repository, Path, BlobId, $"{Number}"])
            {
                text.Append('\0').Append(part);
            }

            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16);
            hash[6] = (byte)((hash[6] & 0x0f) | 0x80); // version 8: made by a rule of one's own
            hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
            return new Guid(hash, bigEndian: true);
        }
    }
}
