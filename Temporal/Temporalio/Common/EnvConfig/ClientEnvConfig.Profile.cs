using Temporalio.Client;

namespace Temporalio.Common.EnvConfig;

/// <content>One profile.</content>
public sealed partial record ClientEnvConfig
{
    /// <summary>Connection settings.</summary>
    /// <param name="Address"><c>host:port</c>.</param>
    /// <param name="Namespace">The namespace.</param>
    /// <param name="ApiKey">An API key; implies TLS.</param>
    /// <param name="Tls">TLS settings.</param>
    /// <param name="GrpcMeta">Headers of every call.</param>
    public sealed record Profile(
        string? Address = null,
        string? Namespace = null,
        string? ApiKey = null,
        Tls? Tls = null,
        IReadOnlyDictionary<string, string>? GrpcMeta = null)
    {
        private const string MetaPrefix = "TEMPORAL_GRPC_META_";

        /// <summary>Loads a profile from the file and the environment's variables, which win.</summary>
        /// <param name="options">What to load; null for the defaults.</param>
        /// <returns>The profile.</returns>
        /// <exception cref="InvalidOperationException">The file cannot be read or is not as it should be, or there is no
        /// profile of the name that was asked for.</exception>
        public static Profile Load(ProfileLoadOptions? options = null)
        {
            options ??= new();
            if (options is { DisableEnv: true, DisableFile: true })
            {
                throw EnvConfigFile.Error("Cannot disable both file and environment loading");
            }

            var variables = options.DisableEnv
                ? new Dictionary<string, string>()
                : EnvConfigFile.Variables(options.OverrideEnvVars);
            string? Read(string name) =>
                variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
            var profile = new Profile();
            if (!options.DisableFile)
            {
                var asked = options.Profile is { Length: > 0 } given ? given : Read("TEMPORAL_PROFILE");
                var profiles = EnvConfigFile.LoadProfiles(options.ConfigSource, options.ConfigFileStrict, variables);
                profile = profiles.TryGetValue(asked ?? "default", out var found) ? found
                    : asked is null ? profile
                    : throw EnvConfigFile.Error($"Profile '{asked}' not found");
            }

            return profile with
            {
                Address = Read("TEMPORAL_ADDRESS") ?? profile.Address,
                Namespace = Read("TEMPORAL_NAMESPACE") ?? profile.Namespace,
                ApiKey = Read("TEMPORAL_API_KEY") ?? profile.ApiKey,
                Tls = EnvConfig.ClientEnvConfig.Tls.WithVariables(profile.Tls, Read),
                GrpcMeta = WithVariables(profile.GrpcMeta, variables),
            };
        }

        /// <summary>Reads the form made by <see cref="ToDictionary"/>.</summary>
        /// <param name="dictionary">The settings.</param>
        /// <returns>The profile.</returns>
        public static Profile FromDictionary(IReadOnlyDictionary<string, object> dictionary) => new(
            dictionary.GetValueOrDefault("address") as string,
            dictionary.GetValueOrDefault("namespace") as string,
            dictionary.GetValueOrDefault("api_key") as string,
            dictionary.GetValueOrDefault("tls") is IReadOnlyDictionary<string, object> tls
                ? EnvConfig.ClientEnvConfig.Tls.FromDictionary(tls)
                : null,
            dictionary.GetValueOrDefault("grpc_meta") as IReadOnlyDictionary<string, string>);

        /// <summary>Turns the profile into client options.</summary>
        /// <returns>The options.</returns>
        public TemporalClientConnectOptions ToClientConnectionOptions()
        {
            var options = new TemporalClientConnectOptions
            {
                TargetHost = Address,
                ApiKey = ApiKey,
                Tls = Tls is not null ? Tls.ToTlsOptions() : ApiKey is not null ? new() : null,
            };
            if (Namespace is not null)
            {
                options.Namespace = Namespace;
            }

            if (GrpcMeta is not null)
            {
                options.RpcMetadata = [.. GrpcMeta];
            }

            return options;
        }

        /// <summary>A form for configuration files.</summary>
        /// <returns>The settings; what is not set is left out.</returns>
        public Dictionary<string, object> ToDictionary()
        {
            var result = new Dictionary<string, object>();
            Add("address", Address);
            Add("namespace", Namespace);
            Add("api_key", ApiKey);
            Add("tls", Tls?.ToDictionary());
            Add("grpc_meta", GrpcMeta);
            return result;

            void Add(string key, object? value)
            {
                if (value is not null)
                {
                    result.Add(key, value);
                }
            }
        }

        // TEMPORAL_GRPC_META_MY_HEADER is the header my-header; an empty one takes away that of the file.
        private static Dictionary<string, string>? WithVariables(
            IReadOnlyDictionary<string, string>? meta, IReadOnlyDictionary<string, string> variables)
        {
            var result = meta is null ? [] : new Dictionary<string, string>(meta);
            foreach (var (name, value) in variables)
            {
                if (!name.StartsWith(MetaPrefix, StringComparison.Ordinal) || name.Length == MetaPrefix.Length)
                {
                    continue;
                }

                var header = EnvConfigFile.HeaderName(name[MetaPrefix.Length..]);
                result.Remove(header);
                if (value.Length > 0)
                {
                    result.Add(header, value);
                }
            }

            return result.Count == 0 ? null : result;
        }
    }
}
