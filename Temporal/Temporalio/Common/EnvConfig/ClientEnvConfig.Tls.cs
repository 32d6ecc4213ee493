using Temporalio.Client;

namespace Temporalio.Common.EnvConfig;

/// <content>TLS settings.</content>
public sealed partial record ClientEnvConfig
{
    /// <summary>TLS settings.</summary>
    /// <param name="Disabled">Whether TLS is off even with an API key; null if that is not said.</param>
    /// <param name="ServerName">The name that the server's certificate must bear.</param>
    /// <param name="ServerRootCACert">Authorities that the server is trusted by.</param>
    /// <param name="ClientCert">The client's certificate.</param>
    /// <param name="ClientPrivateKey">The client's private key.</param>
    public sealed record Tls(
        bool? Disabled = null,
        string? ServerName = null,
        DataSource? ServerRootCACert = null,
        DataSource? ClientCert = null,
        DataSource? ClientPrivateKey = null)
    {
        /// <summary>Reads the form made by <see cref="ToDictionary"/>.</summary>
        /// <param name="dictionary">The settings.</param>
        /// <returns>The settings.</returns>
        public static Tls FromDictionary(IReadOnlyDictionary<string, object> dictionary)
        {
            return new(
                dictionary.GetValueOrDefault("disabled") as bool?,
                dictionary.GetValueOrDefault("server_name") as string,
                Source("server_ca_cert"),
                Source("client_cert"),
                Source("client_key"));

            DataSource? Source(string key) =>
                DataSource.FromDictionary(dictionary.GetValueOrDefault(key) as IReadOnlyDictionary<string, string>);
        }

        /// <summary>Turns the settings into options. Files are read now.</summary>
        /// <returns>The options.</returns>
        public TlsOptions? ToTlsOptions() => new()
        {
            Disabled = Disabled ?? false,
            Domain = ServerName,
            ServerRootCACert = ServerRootCACert?.GetBytes(),
            ClientCert = ClientCert?.GetBytes(),
            ClientPrivateKey = ClientPrivateKey?.GetBytes(),
        };

        /// <summary>A form for configuration files.</summary>
        /// <returns>The settings; what is not set is left out.</returns>
        public Dictionary<string, object> ToDictionary()
        {
            var result = new Dictionary<string, object>();
            Add("disabled", Disabled);
            Add("server_name", ServerName);
            Add("server_ca_cert", ServerRootCACert?.ToDictionary());
            Add("client_cert", ClientCert?.ToDictionary());
            Add("client_key", ClientPrivateKey?.ToDictionary());
            return result;

            void Add(string key, object? value)
            {
                if (value is not null)
                {
                    result.Add(key, value);
                }
            }
        }

        internal static Tls? WithVariables(Tls? tls, Func<string, string?> read)
        {
            var result = tls ?? new();
            result = result with
            {
                Disabled = read("TEMPORAL_TLS") is { } text && Boolean(text) is { } enabled ? !enabled : result.Disabled,
                ServerName = read("TEMPORAL_TLS_SERVER_NAME") ?? result.ServerName,
                ServerRootCACert = Source("TEMPORAL_TLS_SERVER_CA_CERT") ?? result.ServerRootCACert,
                ClientCert = Source("TEMPORAL_TLS_CLIENT_CERT") ?? result.ClientCert,
                ClientPrivateKey = Source("TEMPORAL_TLS_CLIENT_KEY") ?? result.ClientPrivateKey,
            };
            return tls is null && result == new Tls() ? null : result;

            DataSource? Source(string name) => (read($"{name}_PATH"), read($"{name}_DATA")) switch
            {
                (not null, not null) => throw EnvConfigFile.Error($"Cannot specify both {name}_PATH and {name}_DATA"),
                ({ } path, null) => DataSource.FromPath(path),
                (null, { } data) => DataSource.FromUTF8String(data),
                _ => null,
            };
        }

        private static bool? Boolean(string text) => text.ToLowerInvariant() switch
        {
            "1" or "true" => true,
            "0" or "false" => false,
            _ => null,
        };
    }
}
