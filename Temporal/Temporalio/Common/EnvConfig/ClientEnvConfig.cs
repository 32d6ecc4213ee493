using Temporalio.Client;

namespace Temporalio.Common.EnvConfig;

/// <summary>
/// Connection settings from a TOML file and the environment, by the official names (<c>TEMPORAL_ADDRESS</c> and so on). The
/// file is that of <c>TEMPORAL_CONFIG_FILE</c>, else <c>temporalio/temporal.toml</c> in the user's folder of settings; it
/// need not exist. Variables win over the file.
/// </summary>
/// <param name="Profiles">The profiles by name.</param>
public sealed partial record ClientEnvConfig(IReadOnlyDictionary<string, ClientEnvConfig.Profile> Profiles)
{
    /// <summary>Loads every profile of the file; variables are only asked where that is.</summary>
    /// <param name="options">What to load; null for the defaults.</param>
    /// <returns>The profiles.</returns>
    /// <exception cref="InvalidOperationException">The file cannot be read or is not as it should be.</exception>
    public static ClientEnvConfig Load(ConfigLoadOptions? options = null)
    {
        options ??= new();
        var read = EnvConfigFile.Variables(options.OverrideEnvVars);
        return new(EnvConfigFile.LoadProfiles(options.ConfigSource, options.ConfigFileStrict, read));
    }

    /// <summary>Loads one profile and turns it into client options.</summary>
    /// <param name="options">What to load; null for the defaults.</param>
    /// <returns>The options.</returns>
    /// <exception cref="InvalidOperationException">The file cannot be read or is not as it should be, or there is no such
    /// profile.</exception>
    public static TemporalClientConnectOptions LoadClientConnectOptions(ProfileLoadOptions? options = null) =>
        Profile.Load(options).ToClientConnectionOptions();

    /// <summary>Reads the form made by <see cref="ToDictionary"/>.</summary>
    /// <param name="profileDictionaries">Profiles by name.</param>
    /// <returns>The settings.</returns>
    public static ClientEnvConfig FromDictionary(
        IReadOnlyDictionary<string, Dictionary<string, object>> profileDictionaries) =>
        new(profileDictionaries.ToDictionary(p => p.Key, p => Profile.FromDictionary(p.Value)));

    /// <summary>A form for configuration files.</summary>
    /// <returns>Profiles by name; what is not set is left out.</returns>
    public IReadOnlyDictionary<string, Dictionary<string, object>> ToDictionary() =>
        Profiles.ToDictionary(p => p.Key, p => p.Value.ToDictionary());

    /// <summary>What to load.</summary>
    public class ConfigLoadOptions : ICloneable
    {
        /// <summary>The file, or its content; null for the usual place.</summary>
        public DataSource? ConfigSource { get; set; }

        /// <summary>Whether unknown settings in the file are errors. Default false.</summary>
        public bool ConfigFileStrict { get; set; }

        /// <summary>Variables in place of the process' own; null for those.</summary>
        public IReadOnlyDictionary<string, string>? OverrideEnvVars { get; set; }

        /// <inheritdoc/>
        public virtual object Clone() => MemberwiseClone();
    }

    /// <summary>What to load.</summary>
    public class ProfileLoadOptions : ICloneable
    {
        /// <summary>The profile's name; null for <c>TEMPORAL_PROFILE</c>, else "default".</summary>
        public string? Profile { get; set; }

        /// <summary>The file, or its content; null for the usual place.</summary>
        public DataSource? ConfigSource { get; set; }

        /// <summary>Whether no file is read. Default false.</summary>
        public bool DisableFile { get; set; }

        /// <summary>Whether the environment's variables are left alone. Default false.</summary>
        public bool DisableEnv { get; set; }

        /// <summary>Whether unknown settings in the file are errors. Default false.</summary>
        public bool ConfigFileStrict { get; set; }

        /// <summary>Variables in place of the process' own; null for those.</summary>
        public IReadOnlyDictionary<string, string>? OverrideEnvVars { get; set; }

        /// <inheritdoc/>
        public virtual object Clone() => MemberwiseClone();
    }
}
