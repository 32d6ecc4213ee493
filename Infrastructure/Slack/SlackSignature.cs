using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpsFlow.Infrastructure.Slack;

/// <summary>
/// Slack's request signature, version v0: HMAC-SHA256 over <c>v0:timestamp:body</c>. Source: Slack documentation,
/// "Verifying requests from Slack".
/// </summary>
public static class SlackSignature
{
    /// <summary>How far the timestamp may be from now. 5 min, as Slack recommends.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Makes a signature.</summary>
    /// <param name="secret">The signing secret.</param>
    /// <param name="timestamp">The header <c>X-Slack-Request-Timestamp</c>.</param>
    /// <param name="body">The raw body.</param>
    /// <returns>The header <c>X-Slack-Signature</c>.</returns>
    public static string Sign(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes($"v0:{timestamp}:"));
        hash.AppendData(body);
        return "v0=" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Whether a request comes from Slack, now.</summary>
    /// <param name="secret">The signing secret.</param>
    /// <param name="timestamp">The header <c>X-Slack-Request-Timestamp</c>.</param>
    /// <param name="signature">The header <c>X-Slack-Signature</c>.</param>
    /// <param name="body">The raw body.</param>
    /// <returns>True if it does. Compared in constant time.</returns>
    public static bool Verify(
        string secret, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (signature is null
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - (decimal)seconds) > (decimal)Window.TotalSeconds)
        {
            return false;
        }

        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sign(secret, timestamp, body)), Encoding.UTF8.GetBytes(signature));
    }
}
