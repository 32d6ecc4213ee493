using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace OpsFlow.Platform.Store;

/// <summary>Encrypts secrets (repository tokens, webhook secrets) before they are stored.</summary>
public sealed class SecretProtector
{
    private const string Purpose = "OpsFlow.Store.Secrets.v1";
    private readonly IDataProtector _protector;

    /// <summary>Creates the protector over the application's key ring.</summary>
    public SecretProtector(IDataProtectionProvider provider) => _protector = provider.CreateProtector(Purpose);

    /// <summary>Encrypts; null and empty stay as they are.</summary>
    public string? Protect(string? secret) => string.IsNullOrEmpty(secret) ? secret : _protector.Protect(secret);

    /// <summary>Decrypts, or gives null and says that it could not.</summary>
    /// <param name="isLost">Whether there is a secret that this installation's keys do not open.</param>
    public string? Unprotect(string? stored, out bool isLost)
    {
        try
        {
            isLost = false;
            return Unprotect(stored);
        }
        catch (StoreException)
        {
            isLost = true;
            return null;
        }
    }

    /// <summary>Decrypts what <see cref="Protect"/> returned.</summary>
    /// <exception cref="StoreException">The text was altered, or the keys in the key folder are not those it was
    /// written with.</exception>
    public string? Unprotect(string? stored)
    {
        if (string.IsNullOrEmpty(stored))
        {
            return stored;
        }

        try
        {
            return _protector.Unprotect(stored);
        }
        catch (CryptographicException e)
        {
            throw new StoreException(
                "A stored secret cannot be decrypted: the key folder is not the one it was written with.", e);
        }
    }
}
