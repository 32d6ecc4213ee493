using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace OpsFlow.Api.Authentication;

/// <summary>Whose JSON Web Tokens are taken; none without an issuer. Source: RFC 7519.</summary>
internal sealed record JwtSettings : IValidatableObject
{
    // HS256's key must be as long as its hash (RFC 7518, section 3.2).
    private const int MinKeyBytes = 32;

    /// <summary>The <c>iss</c> of tokens; null takes none.</summary>
    [ConfigurationKeyName("JWT_ISSUER")]
    public string? Issuer { get; init; }

    /// <summary>The <c>aud</c> of tokens.</summary>
    [ConfigurationKeyName("JWT_AUDIENCE")]
    public string? Audience { get; init; }

    /// <summary>The address of the issuer's key set.</summary>
    [ConfigurationKeyName("JWT_JWKS_URL")]
    public Uri? KeySet { get; init; }

    /// <summary>The key shared with the issuer, 32 bytes or more, instead of a key set.</summary>
    [ConfigurationKeyName("JWT_KEY")]
    public string? SharedKey { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Issuer is null)
        {
            if (Audience is not null || KeySet is not null || SharedKey is not null)
            {
                yield return new("OPSFLOW_JWT_ISSUER must be set when other OPSFLOW_JWT_ settings are");
            }

            yield break;
        }

        if (string.IsNullOrEmpty(Audience))
        {
            yield return new("OPSFLOW_JWT_AUDIENCE must be set with OPSFLOW_JWT_ISSUER");
        }

        if ((KeySet is null) == (SharedKey is null))
        {
            yield return new("one of OPSFLOW_JWT_JWKS_URL and OPSFLOW_JWT_KEY must be set with OPSFLOW_JWT_ISSUER");
        }

        if (KeySet is { } url && !(url.IsAbsoluteUri && (url.Scheme == "https" || url.IsLoopback)))
        {
            yield return new("OPSFLOW_JWT_JWKS_URL must be an https address");
        }

        if (SharedKey is { } key && Encoding.UTF8.GetByteCount(key) < MinKeyBytes)
        {
            yield return new($"OPSFLOW_JWT_KEY must have {MinKeyBytes} bytes or more");
        }
    }
}
