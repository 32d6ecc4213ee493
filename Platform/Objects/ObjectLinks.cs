using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace OpsFlow.Platform.Objects;

/// <summary>Links to objects that need no sign-in and end by themselves.</summary>
public sealed class ObjectLinks(IDataProtectionProvider provider)
{
    private readonly ITimeLimitedDataProtector _protector =
        provider.CreateProtector("OpsFlow.Objects.Links.v1").ToTimeLimitedDataProtector();

    /// <summary>The path of an object for a while.</summary>
    public string PathOf(string key, string contentType, TimeSpan lifetime) =>
        $"/api/v1/objects/{_protector.Protect($"{contentType}\n{key}", lifetime)}";

    /// <summary>What a link is of; null when it is not ours or over.</summary>
    public (string Key, string ContentType)? Open(string token)
    {
        try
        {
            return _protector.Unprotect(token).Split('\n') is [var contentType, var key] ? (key, contentType) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
