using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>The private key of a GitHub App, which signs who it is. Source: GitHub's documentation, "Generating a JSON
/// Web Token (JWT) for a GitHub App".</summary>
internal static class GitHubAppKey
{
    // GitHub takes ten minutes at most, and clocks differ.
    private static readonly TimeSpan s_before = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_after = TimeSpan.FromMinutes(9);

    /// <summary>What is wrong with a key's file; null if nothing is.</summary>
    public static string? Fault(string file)
    {
        try
        {
            using var key = Read(file);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or CryptographicException)
        {
            return $"no private RSA key in PEM form can be read of it: {e.Message}";
        }
    }

    /// <summary>A token that says for some minutes that its holder is the app.</summary>
    public static string Sign(string file, string appId, DateTimeOffset now)
    {
        using var key = Read(file);
        var text = $"{Encode(new { alg = "RS256", typ = "JWT" })}.{Encode(new
        {
            iat = (now - s_before).ToUnixTimeSeconds(),
            exp = (now + s_after).ToUnixTimeSeconds(),
            iss = appId,
        })}";
        var signature = key.SignData(
            System.Text.Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static RSA Read(string file)
    {
        var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key;
    }

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
