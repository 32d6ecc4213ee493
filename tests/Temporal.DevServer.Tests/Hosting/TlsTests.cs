using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Temporalio.Api.WorkflowService.V1;
using UnaryGrpc;

namespace Temporal.DevServer.Tests.Hosting;

public class TlsTests
{
    [Fact]
    public async Task Call_WithTlsOnly_IsAnswered()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var server = await DevServerHost.StartAsync(
            new DevServerOptions { Certificate = certificate, UiPort = 0 });
        using var secure = new GrpcChannel(server.Address, new GrpcChannelOptions { Tls = Trusting(certificate) });
        using var plain = new GrpcChannel(server.Address);
        const string method = "/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo";

        var info = await secure.CallAsync(method, new GetSystemInfoRequest(), GetSystemInfoResponse.Parser);
        await Assert.ThrowsAsync<GrpcException>(() => plain.CallAsync(
            method, new GetSystemInfoRequest(), GetSystemInfoResponse.Parser, new GrpcCallOptions(TimeSpan.FromSeconds(5))));

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
        RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString(),
    };
}
