using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace OpsFlow.Platform.Access;

/// <summary>
/// Shows that this product's own API took a person's decision: whoever can signal a workflow can write into it who
/// decided what, but not this. Made with the key ring, whose former keys go on opening what they sealed.
/// </summary>
public sealed class DecisionSeal
{
    private const string Purpose = "OpsFlow.Access.Decisions.v1";

    private readonly IDataProtector _protector;

    /// <summary>Creates it over the application's key ring.</summary>
    public DecisionSeal(IDataProtectionProvider provider) => _protector = provider.CreateProtector(Purpose);

    /// <summary>Seals what was decided.</summary>
    /// <param name="parts">All that must not be changed, in order.</param>
    public string Seal(params string[] parts) => _protector.Protect(Text(parts));

    /// <summary>Whether a seal is of exactly these parts.</summary>
    public bool IsOf(string? seal, params string[] parts)
    {
        try
        {
            return !string.IsNullOrEmpty(seal) && _protector.Unprotect(seal) == Text(parts);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // The lengths keep "a", "bc" from "ab", "c".
    private static string Text(string[] parts) => string.Concat(parts.Select(p => $"{p.Length}:{p}"));
}
