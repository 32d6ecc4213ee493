using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;

namespace Temporalio.Tests.Client;

/// <summary>Connections through nginx, which ends TLS and lets nobody in without a certificate of its authority.</summary>
public sealed class MutualTlsTests : IDisposable
{
    private const string Domain = "temporal.example";

    private readonly string _folder = Directory.CreateTempSubdirectory("mtls-").FullName;
    private readonly Authority _authority = new();
    private ChildProgram? _nginx;

    [ProgramTheory("nginx"), OnOurs, OnOfficial]
    public async Task Worker_WithItsCertificate_RunsWorkflows(ServerKind server)
    {
        var target = await StartAsync(server);
        var client = await TemporalClient.ConnectAsync(new(target) { Tls = With(_authority.Issue("worker", isServer: false)) });
        await GreetingWorkflow.RunOnceAsync(server, client, "tls");
    }

    [ProgramTheory("nginx"), OnOurs]
    public async Task Connect_WithoutACertificate_IsRefused(ServerKind server)
    {
        var target = await StartAsync(server);
        await AssertRefusedAsync(target, With(null));
    }

    [ProgramTheory("nginx"), OnOurs]
    public async Task Connect_WithACertificateOfAnotherAuthority_IsRefused(ServerKind server)
    {
        var target = await StartAsync(server);
        using var other = new Authority();
        await AssertRefusedAsync(target, With(other.Issue("worker", isServer: false)));
    }

    [ProgramTheory("nginx"), OnOurs]
    public async Task Connect_ToAServerOfAnotherAuthority_IsRefusedByTheClient(ServerKind server)
    {
        var target = await StartAsync(server);
        using var other = new Authority();
        var tls = With(_authority.Issue("worker", isServer: false));
        tls.ServerRootCACert = Encoding.UTF8.GetBytes(other.Pem);
        await AssertNotTrustedAsync(target, tls);
    }

    [ProgramTheory("nginx"), OnOurs]
    public async Task Connect_ToAServerOfAnotherName_IsRefusedByTheClient(ServerKind server)
    {
        var target = await StartAsync(server);
        var tls = With(_authority.Issue("worker", isServer: false));
        tls.Domain = "somebody.example";
        await AssertNotTrustedAsync(target, tls);
    }

    public void Dispose()
    {
        _nginx?.Dispose();
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>nginx answers whoever shows no good certificate with 400, without asking the server behind it.</summary>
    private static async Task AssertRefusedAsync(string target, TlsOptions tls)
    {
        var error = await FailAsync(target, tls);
        Assert.Contains("400", error.Message, StringComparison.Ordinal);
    }

    private static async Task AssertNotTrustedAsync(string target, TlsOptions tls)
    {
        var error = await FailAsync(target, tls);
        Assert.Equal(RpcException.StatusCode.Unavailable, error.Code);
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
    }

    private static async Task<RpcException> FailAsync(string target, TlsOptions tls)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TemporalClient.ConnectAsync(new(target)
        {
            Tls = tls, RpcRetry = new() { MaxRetries = 1 },
        }));
        return Assert.IsType<RpcException>(error.InnerException);
    }

    private TlsOptions With((string Certificate, string Key)? own) => new()
    {
        Domain = Domain,
        ServerRootCACert = Encoding.UTF8.GetBytes(_authority.Pem),
        ClientCert = own is { Certificate: var certificate } ? Encoding.UTF8.GetBytes(certificate) : null,
        ClientPrivateKey = own is { Key: var key } ? Encoding.UTF8.GetBytes(key) : null,
    };

    private async Task<string> StartAsync(ServerKind server)
    {
        var upstream = (await TestServers.ClientAsync(server)).Connection.Options.TargetHost!;
        var port = FreePort.Next();
        string File(string name, string content)
        {
            var path = Path.Combine(_folder, name);
            System.IO.File.WriteAllText(path, content);
            return path;
        }

        var (certificate, key) = _authority.Issue(Domain, isServer: true);
        var config = File(
            "nginx.conf",
            $$"""
            daemon off; worker_processes 1; pid {{_folder}}/pid; error_log stderr;
            events { worker_connections 512; }
            http {
              access_log off;
              client_body_temp_path {{_folder}}/body; proxy_temp_path {{_folder}}/proxy; fastcgi_temp_path {{_folder}}/fastcgi;
              uwsgi_temp_path {{_folder}}/uwsgi; scgi_temp_path {{_folder}}/scgi;
              server {
                listen 127.0.0.1:{{port}} ssl http2;
                ssl_certificate {{File("server.pem", certificate)}};
                ssl_certificate_key {{File("server.key", key)}};
                ssl_client_certificate {{File("authority.pem", _authority.Pem)}};
                ssl_verify_client on;
                client_max_body_size 0;
                location / { grpc_pass grpc://{{upstream}}; grpc_read_timeout 120s; }
              }
            }
            """);
        _nginx = await ChildProgram.StartAsync("nginx", port, "-p", _folder, "-c", config);
        return $"127.0.0.1:{port}";
    }

    /// <summary>Signs certificates.</summary>
    private sealed class Authority : IDisposable
    {
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly X509Certificate2 _certificate;

        public Authority()
        {
            var request = new CertificateRequest($"CN=authority {Guid.NewGuid():N}", _key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
            _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        }

        public string Pem => _certificate.ExportCertificatePem();

        public (string Certificate, string Key) Issue(string name, bool isServer)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(
                new X509EnhancedKeyUsageExtension([new(isServer ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
            using var certificate = request.Create(
                _certificate, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12), Guid.NewGuid().ToByteArray());
            return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        }

        public void Dispose()
        {
            _certificate.Dispose();
            _key.Dispose();
        }
    }
}
