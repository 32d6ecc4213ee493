using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;

namespace Temporalio.Tests.Client;

/// <summary>Connections through tinyproxy, which asks for a user and a password.</summary>
public sealed class HttpConnectProxyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("proxy-").FullName;
    private ChildProgram? _proxy;

    private string Log => Path.Combine(_folder, "log");

    [ProgramTheory("tinyproxy"), OnOurs, OnOfficial]
    public async Task Worker_ThroughTheProxy_RunsWorkflows(ServerKind server)
    {
        var target = (await TestServers.ClientAsync(server)).Connection.Options.TargetHost!;
        var client = await TemporalClient.ConnectAsync(new(target)
        {
            HttpConnectProxy = new(await StartAsync()) { BasicAuth = ("user", "password") },
        });
        await GreetingWorkflow.RunOnceAsync(server, client, "proxy");
        Assert.Contains($"CONNECT {target}", await File.ReadAllTextAsync(Log), StringComparison.Ordinal);
    }

    [ProgramTheory("tinyproxy"), OnOurs]
    public async Task Connect_WithoutOrWithAWrongPassword_SaysThatTheProxyRefused(ServerKind server)
    {
        var target = (await TestServers.ClientAsync(server)).Connection.Options.TargetHost!;
        var proxy = await StartAsync();
        // With a wrong password tinyproxy says 401, not 407.
        foreach (var (credentials, status) in new (ValueTuple<string, string>?, string)[] { (null, "407"), (("user", "wrong"), "401") })
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TemporalClient.ConnectAsync(new(target)
            {
                HttpConnectProxy = new(proxy) { BasicAuth = credentials }, RpcRetry = new() { MaxRetries = 1 },
            }));
            Assert.Equal(RpcException.StatusCode.Unavailable, Assert.IsType<RpcException>(error.InnerException).Code);
            Assert.Contains($"The proxy {proxy} refused to connect to {target}: HTTP/1.0 {status}", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("wrong", error.ToString(), StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        _proxy?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> StartAsync()
    {
        var port = FreePort.Next();
        var config = Path.Combine(_folder, "tinyproxy.conf");
        await File.WriteAllTextAsync(
            config,
            $"""
            Port {port}
            Listen 127.0.0.1
            Timeout 600
            Allow 127.0.0.1
            MaxClients 100
            LogFile "{Log}"
            LogLevel Connect
            BasicAuth user password

            """);
        _proxy = await ChildProgram.StartAsync("tinyproxy", port, "-d", "-c", config);
        return $"127.0.0.1:{port}";
    }
}
