using OpsFlow.Api.Authentication;
using OpsFlow.Api.ChatTurn;
using OpsFlow.Api.RateLimits;
using OpsFlow.Api.ScanChain;
using OpsFlow.Platform.Settings;
using OpsFlow.Worker;

namespace OpsFlow.Api.Hosting;

/// <summary>All settings of the process.</summary>
internal sealed record AppSettings(
    ApiSettings Api, RateLimitSettings Limits, JwtSettings Jwt, ScanSettings Scans, ChatSettings Chat,
    WorkerSettings Worker)
{
    // Samples of clients take their key by it, which is one slip from KEYS.
    private const string ClientKey = "KEY";

    /// <summary>Variables with the product's prefix that nothing reads.</summary>
    public IReadOnlyList<string> Unknown { get; private init; } = [];

    /// <summary>Reads them; what is wrong is with the reader.</summary>
    public static AppSettings Read(SettingsReader reader)
    {
        var settings = new AppSettings(
            reader.Read<ApiSettings>(), reader.Read<RateLimitSettings>(), reader.Read<JwtSettings>(),
            reader.Read<ScanSettings>(), reader.Read<ChatSettings>(), WorkerSettings.Read(reader));
        return settings with { Unknown = reader.CheckNames(ClientKey) };
    }
}
