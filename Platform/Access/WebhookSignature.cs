using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OpsFlow.Platform.Access;

/// <summary>
/// Standard Webhooks signatures: <c>webhook-signature: v1,base64(HMAC-SHA256(secret, id.timestamp.body))</c>. Source:
/// the Standard Webhooks specification.
/// </summary>
public static class WebhookSignature
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(5);

    public static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> body) =>
        "v1," + Convert.ToBase64String(Compute(secret, id, timestamp, body));

    public static bool Verify(string secret, IHeaderDictionary headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var id = headers["webhook-id"].ToString();
        var timestamp = headers["webhook-timestamp"].ToString();
        if (id.Length is 0 or > 200
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - (decimal)seconds) > (decimal)s_window.TotalSeconds)
        {
            return false;
        }

        var expected = Compute(secret, id, timestamp, body);
        // Several signatures may be given while a secret is being changed.
        foreach (var part in headers["webhook-signature"].ToString().Split(' ', 8))
        {
            if (part.StartsWith("v1,", StringComparison.Ordinal))
            {
                var given = new byte[64];
                if (Convert.TryFromBase64String(part[3..], given, out var length)
                    && CryptographicOperations.FixedTimeEquals(given.AsSpan(0, length), expected))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>GitHub's <c>X-Hub-Signature-256</c>.</summary>
    public static bool VerifyGitHub(string secret, string? signature, ReadOnlySpan<byte> body) =>
        signature is not null && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(
                "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))),
            Encoding.UTF8.GetBytes(signature));

    private static byte[] Compute(string secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        // Secrets in the specification's own form are base64 after a prefix; anything else is taken as it is.
        const string Prefix = "whsec_";
        var buffer = new byte[secret.Length];
        var key = secret.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[Prefix.Length..], buffer, out var length)
            ? buffer[..length]
            : Encoding.UTF8.GetBytes(secret);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
