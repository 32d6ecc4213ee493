using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Temporalio.Client;

/// <summary>Turns TLS options into what the transport takes.</summary>
internal static class TlsSettings
{
    /// <summary>
    /// The settings; null for none. The name that the certificate must bear is not among them: the transport takes it from the
    /// authority of the calls, see <see cref="UnaryGrpc.GrpcChannelOptions.Authority"/>.
    /// </summary>
    public static SslClientAuthenticationOptions? Create(TemporalConnectionOptions options)
    {
        // An API key in the clear would be a leak, so it implies TLS.
        if (options.Tls is { Disabled: true } || (options.Tls is null && options.ApiKey is null))
        {
            return null;
        }

        var tls = options.Tls ?? new TlsOptions();
        if (tls.ClientCert is null != tls.ClientPrivateKey is null)
        {
            throw new ArgumentException("Client cert and private key must be given together");
        }

        var result = new SslClientAuthenticationOptions
        {
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        };
        if (tls.ClientCert is not null)
        {
            using var pem = X509Certificate2.CreateFromPem(
                Encoding.UTF8.GetString(tls.ClientCert), Encoding.UTF8.GetString(tls.ClientPrivateKey!));
            // A key that lives only in memory is not usable by every platform's TLS; PKCS#12 is.
            result.ClientCertificates =
                [X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null)];
        }

        if (tls.ServerRootCACert is not null)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(Encoding.UTF8.GetString(tls.ServerRootCACert));
            result.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            result.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        return result;
    }
}
