using System.Security.Cryptography;
using System.Text;

namespace OpsFlow.Platform.Access;

/// <summary>A caller's key as it is kept: who has the store cannot call with it.</summary>
public sealed class ApiKey
{
    /// <summary>What every key begins with, so that a scanner of secrets knows it.</summary>
    public const string Mark = "ofk_";

    private const int ShownLength = 12;

    /// <summary>The id.</summary>
    public string Id { get; set; } = "";

    /// <summary>The beginning of the key, to tell it from others.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>What it is for.</summary>
    public string Name { get; set; } = "";

    /// <summary>The hash of the key.</summary>
    public string KeyHash { get; set; } = "";

    /// <summary>The scopes, separated by spaces.</summary>
    public string Scopes { get; set; } = "";

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>When it was made, in Unix milliseconds.</summary>
    public long CreatedAt { get; set; }

    /// <summary>When it ends, in Unix milliseconds; null for never.</summary>
    public long? ExpiresAt { get; set; }

    /// <summary>When it was last used, in Unix milliseconds, to the minute; null for never.</summary>
    public long? LastUsedAt { get; set; }

    /// <summary>When it was revoked, in Unix milliseconds; null if it was not.</summary>
    public long? RevokedAt { get; set; }

    /// <summary><see cref="ExpiresAt"/> as a moment.</summary>
    public DateTimeOffset? End => ExpiresAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>Makes a key.</summary>
    /// <returns>What is kept, and the key itself, which is nowhere afterwards.</returns>
    public static (ApiKey Kept, string Key) Create(
        string name, IEnumerable<string> scopes, string createdBy, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        var key = NewText();
        return (
            new()
            {
                Id = Guid.CreateVersion7().ToString("n"),
                Prefix = key[..ShownLength],
                Name = name,
                KeyHash = HashOf(key),
                Scopes = string.Join(' ', scopes),
                CreatedBy = createdBy,
                CreatedAt = now.ToUnixTimeMilliseconds(),
                ExpiresAt = expiresAt?.ToUnixTimeMilliseconds(),
            },
            key);
    }

    /// <summary>A new key's text. 160 bits: nobody guesses one, so that a plain hash is enough to keep it by.</summary>
    public static string NewText() => Mark + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    /// <summary>Whether a text is as long and begins as keys that were made here, which nobody guesses.</summary>
    public static bool HasForm(string text) =>
        text.Length == Mark.Length + 40 && text.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>What a key is found by.</summary>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Whether it can be used.</summary>
    public bool IsValid(DateTimeOffset now) =>
        RevokedAt is null && !(ExpiresAt <= now.ToUnixTimeMilliseconds());
}
