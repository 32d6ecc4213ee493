using System.Security.Cryptography;
using System.Text;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.Prescriptions;

/// <summary>Names of patients that only this installation can tell apart, and nobody can turn back.</summary>
public sealed class Pseudonyms(SettingStore settings, SecretProtector protector) : IDisposable
{
    private const string Setting = "prescriptions.pseudonyms";

    private readonly SemaphoreSlim _loading = new(1);
    private byte[]? _key;

    /// <summary>The pseudonym of a patient's id, the same every time.</summary>
    public async Task<string> OfAsync(string pharmacy, string patientId, CancellationToken cancellationToken)
    {
        var key = _key ?? await LoadAsync(cancellationToken);
        var hash = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{pharmacy}\n{patientId}"));
        return $"P-{Convert.ToHexStringLower(hash)[..12]}";
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    private async Task<byte[]> LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_key is null)
            {
                var made = protector.Protect(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))!;
                await settings.TryAddAsync(Setting, made, cancellationToken);
                _key = Convert.FromBase64String(
                    protector.Unprotect(await settings.FindAsync(Setting, cancellationToken))!);
            }

            return _key;
        }
        finally
        {
            _loading.Release();
        }
    }
}
