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

        /// <summary>Loads a profile from the environment's variables.</summary>
        /// <param name="options">What to load; null for the defaults.</param>
        /// <returns>The profile.</returns>
        public static Profile Load(ProfileLoadOptions? options = null)
        {
            if (options?.DisableEnv == true)
            {
                return new();
            }

            var variables = options?.OverrideEnvVars ?? Environment.GetEnvironmentVariables()
                .Cast<System.Collections.DictionaryEntry>()
                .ToDictionary(e => (string)e.Key, e => e.Value as string ?? "");
            string? Read(string name) =>
                variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
            var meta = variables.Where(v => v.Key.StartsWith(MetaPrefix, StringComparison.Ordinal) && v.Value.Length > 0)
                .ToDictionary(v => HeaderName(v.Key), v => v.Value);
            return new(
                Read("TEMPORAL_ADDRESS"),
                Read("TEMPORAL_NAMESPACE"),
                Read("TEMPORAL_API_KEY"),
                EnvConfig.ClientEnvConfig.Tls.Load(Read),
                meta.Count == 0 ? null : meta);
        }

        /// <summary>Turns the profile into client options.</summary>
        /// <returns>The options.</returns>
        public TemporalClientConnectOptions ToClientConnectionOptions()
        {
            var options = new TemporalClientConnectOptions { TargetHost = Address, ApiKey = ApiKey, Tls = Tls?.ToTlsOptions() };
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

        // TEMPORAL_GRPC_META_MY_HEADER is the header my-header.
        private static string HeaderName(string variable) =>
            variable[MetaPrefix.Length..].Replace('_', '-').ToLowerInvariant();
    }
}
