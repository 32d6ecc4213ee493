using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;

namespace OpsFlow.Engine.Tests.Hosting;

public class TlsTests
{
    [Fact]
    public async Task Call_WithTlsOnly_IsAnswered()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var server = await EngineHost.StartAsync(
            new EngineOptions { Certificate = certificate, UiPort = 0 });
        using var secure = RawCalls.Channel(
            server.Address, new SocketsHttpHandler { SslOptions = Trusting(certificate) });
        using var plain = RawCalls.Channel(server.Address);

        var info = await secure.CallAsync<GetSystemInfoResponse>(new GetSystemInfoRequest());
        await Assert.ThrowsAsync<RpcException>(
            () => plain.CallAsync<GetSystemInfoResponse>(new GetSystemInfoRequest(), TimeSpan.FromSeconds(5)));

        Assert.NotEmpty(info.ServerVersion);
        using var handler = new SocketsHttpHandler { SslOptions = Trusting(certificate) };
        using var browser = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{server.UiPort}") };
        browser.DefaultRequestHeaders.Add("x-temporal-console", "1");
        var answer = await browser.PostAsync(
            "/api/ListNamespaces", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
        Assert.Contains("default", await answer.Content.ReadAsStringAsync());
    }

    private static SslClientAuthenticationOptions Trusting(X509Certificate2 certificate) => new()
    {
        RemoteCertificateValidationCallback = (_, shown, _, _) =>
            shown?.GetCertHashString() == certificate.GetCertHashString(),
    };
}
