using System.Security.Cryptography;
using System.Text;
using OpsFlow.Platform.Store;

namespace OpsFlow.Api.Platform;

/// <summary>The local administrator's key: made once, printed once, kept only as a hash.</summary>
internal sealed class AdminKey(SettingStore settings)
{
    private const string Setting = "admin_key_sha256";
    private const string CookieSetting = "session_secret";

    private string? _hash;
    private byte[]? _cookieSecret;

    /// <summary>Makes the key at the first start.</summary>
    /// <returns>The key if it was made now, else null.</returns>
    public async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        await settings.TryAddAsync(
            CookieSetting, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), cancellationToken);
        _cookieSecret = Convert.FromHexString((await settings.FindAsync(CookieSetting, cancellationToken))!);
        var configured = Environment.GetEnvironmentVariable("OPSFLOW_ADMIN_KEY");
        if (!string.IsNullOrEmpty(configured))
        {
            _hash = Hash(configured);
            return null;
        }

        var key = "ofk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        var isNew = await settings.TryAddAsync(Setting, Hash(key), cancellationToken);
        _hash = await settings.FindAsync(Setting, cancellationToken);
        return isNew ? key : null;
    }

    /// <summary>Replaces the key.</summary>
    /// <returns>The new key.</returns>
    public async Task<string> RotateAsync(CancellationToken cancellationToken)
    {
        var key = "ofk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        await settings.SetAsync(Setting, Hash(key), cancellationToken);
        _hash = Hash(key);
        return key;
    }

    /// <summary>Whether a text is the key. Compared in constant time.</summary>
    public bool Matches(string? key) =>
        key is { Length: > 0 and < 200 } && _hash is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(key)), Encoding.ASCII.GetBytes(_hash));

    /// <summary>The value of the session cookie: bound to the key, so that a new key ends all sessions.</summary>
    public string SessionValue() =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_cookieSecret!, Encoding.ASCII.GetBytes(_hash!)));

    /// <summary>Whether a text is the session cookie's value. Compared in constant time.</summary>
    public bool IsSession(string? value) =>
        value is { Length: 64 } && _hash is not null
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(value), Encoding.ASCII.GetBytes(SessionValue()));

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
