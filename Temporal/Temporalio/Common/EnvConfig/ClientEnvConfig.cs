using Temporalio.Client;

namespace Temporalio.Common.EnvConfig;

/// <summary>Connection settings of the environment, by the official names (<c>TEMPORAL_ADDRESS</c> and so on).</summary>
/// <param name="Profiles">The profiles by name.</param>
public sealed partial record ClientEnvConfig(IReadOnlyDictionary<string, ClientEnvConfig.Profile> Profiles)
{
    /// <summary>Loads one profile and turns it into client options.</summary>
    /// <param name="options">What to load; null for the defaults.</param>
    /// <returns>The options.</returns>
    public static TemporalClientConnectOptions LoadClientConnectOptions(ProfileLoadOptions? options = null) =>
        Profile.Load(options).ToClientConnectionOptions();

    /// <summary>What to load.</summary>
    public class ProfileLoadOptions : ICloneable
    {
        /// <summary>The profile's name; null for <c>TEMPORAL_PROFILE</c>, else "default".</summary>
        public string? Profile { get; set; }

        /// <summary>Whether the environment's variables are left alone. Default false.</summary>
        public bool DisableEnv { get; set; }

        /// <summary>Variables in place of the process' own; null for those.</summary>
        public IReadOnlyDictionary<string, string>? OverrideEnvVars { get; set; }

        /// <inheritdoc/>
        public virtual object Clone() => MemberwiseClone();
    }
}
