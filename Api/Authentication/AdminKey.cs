using System.Security.Cryptography;
using System.Text;
using OpsFlow.Api.Hosting;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Store;

namespace OpsFlow.Api.Authentication;

/// <summary>The local administrator's key: made once, printed once, kept only as a hash.</summary>
internal sealed class AdminKey(SettingStore store, ApiSettings settings)
{
    private const string Setting = "admin_key_sha256";
    // Sessions of before were signed with it; whoever could read the table was the administrator.
    private const string FormerSetting = "session_secret";

    private string? _hash;

    /// <summary>What sessions of this key carry, so that a new key ends them. It says nothing about the key.</summary>
    public string Stamp { get; private set; } = "";

    /// <summary>Makes the key at the first start.</summary>
    /// <returns>The key if it was made now, else null.</returns>
    public async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        await store.RemoveAsync(FormerSetting, cancellationToken);
        if (settings.AdminKey is { } configured)
        {
            Use(ApiKey.HashOf(configured));
            return null;
        }

        var key = ApiKey.NewText();
        var isNew = await store.TryAddAsync(Setting, ApiKey.HashOf(key), cancellationToken);
        Use((await store.FindAsync(Setting, cancellationToken))!);
        return isNew ? key : null;
    }

    /// <summary>Whether a text is the key. Compared in constant time.</summary>
    public bool Matches(string? key) =>
        key is { Length: > 0 and < 200 } && _hash is not null
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(ApiKey.HashOf(key)), Encoding.ASCII.GetBytes(_hash));

    private void Use(string hash)
    {
        _hash = hash;
        Stamp = ApiKey.HashOf("session " + hash);
    }
}
