using Temporalio.Client;

namespace Temporalio.Common.EnvConfig;

/// <content>TLS settings.</content>
public sealed partial record ClientEnvConfig
{
    /// <summary>TLS settings.</summary>
    /// <param name="Disabled">Whether TLS is off even with an API key.</param>
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
        /// <summary>Turns the settings into options.</summary>
        /// <returns>The options.</returns>
        public TlsOptions? ToTlsOptions() => new()
        {
            Disabled = Disabled ?? false,
            Domain = ServerName,
            ServerRootCACert = ServerRootCACert?.GetBytes(),
            ClientCert = ClientCert?.GetBytes(),
            ClientPrivateKey = ClientPrivateKey?.GetBytes(),
        };

        internal static Tls? Load(Func<string, string?> read)
        {
            DataSource? Source(string name) => read($"{name}_DATA") is { } data ? DataSource.FromUTF8String(data)
                : read($"{name}_PATH") is { } path ? DataSource.FromPath(path)
                : null;
            var enabled = read("TEMPORAL_TLS") is { } text
                ? text is "1" || (bool.TryParse(text, out var value) && value)
                : (bool?)null;
            var tls = new Tls(
                enabled is null ? null : !enabled,
                read("TEMPORAL_TLS_SERVER_NAME"),
                Source("TEMPORAL_TLS_SERVER_CA_CERT"),
                Source("TEMPORAL_TLS_CLIENT_CERT"),
                Source("TEMPORAL_TLS_CLIENT_KEY"));
            return tls == new Tls() ? null : tls;
        }
    }
}
