using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Api.Common.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using UnaryGrpc;

namespace Temporalio.Tests.Client;

public class TemporalConnectionTests
{
    [Theory, OnOurs, OnOfficial]
    public async Task Dns_SeveralAddresses_TakeTurns(ServerKind server)
    {
        var target = (await TestServers.ClientAsync(server)).Connection.Options.TargetHost!;
        var port = target.Split(':')[1];
        var answers = new Queue<IPAddress[]>([[IPAddress.Loopback, IPAddress.Parse("127.0.0.2")], [IPAddress.Parse("127.0.0.3")]]);
        var channels = new GrpcChannels(
            $"some-name:{port}",
            new(),
            new() { ResolutionInterval = TimeSpan.FromSeconds(6) },
            NullLogger.Instance,
            _ => Task.FromResult(answers.Count > 1 ? answers.Dequeue() : answers.Peek()));

        var first = await channels.NextAsync();
        var second = await channels.NextAsync();
        Assert.NotSame(first, second);
        Assert.Contains(await channels.NextAsync(), new[] { first, second });
        await Scenario.EventuallyAsync(async () => Assert.DoesNotContain(await channels.NextAsync(), new[] { first, second }));
        // 127.0.0.1 is where both servers listen.
        var info = await Task.WhenAll(new[] { first, second }.Select(async c =>
        {
            try
            {
                await c.CallAsync(
                    "/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo",
                    new Temporalio.Api.WorkflowService.V1.GetSystemInfoRequest(),
                    Temporalio.Api.WorkflowService.V1.GetSystemInfoResponse.Parser);
                return true;
            }
            catch (GrpcException e) when (e.StatusCode == GrpcStatusCode.Unavailable)
            {
                return false;
            }
        }));
        Assert.Contains(true, info);
    }

    [Fact]
    public async Task Dns_CannotBeResolved_KeepsWhatThereIs()
    {
        var calls = 0;
        var channels = new GrpcChannels(
            "some-name:1", new(), new() { ResolutionInterval = TimeSpan.Zero }, NullLogger.Instance, _ => ++calls == 1
                ? Task.FromResult(new[] { IPAddress.Loopback })
                : throw new SocketException());
        var first = await channels.NextAsync();
        Assert.Same(first, await channels.NextAsync());
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Dns_AddressInsteadOfName_IsLeftAlone()
    {
        var channels = new GrpcChannels(
            "127.0.0.1:1", new(), new(), NullLogger.Instance, _ => throw new InvalidOperationException("not asked"));
        Assert.Same(await channels.NextAsync(), await channels.NextAsync());
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Connect_WithDnsLoadBalancing_Works(ServerKind server)
    {
        var target = (await TestServers.ClientAsync(server)).Connection.Options.TargetHost!;
        var client = await TemporalClient.ConnectAsync(new(target.Replace("127.0.0.1", "localhost", StringComparison.Ordinal))
        {
            DnsLoadBalancing = new(),
            // localhost may have an address that nobody listens at; the call is made again at the next.
            RpcRetry = new() { InitialInterval = TimeSpan.FromMilliseconds(1) },
        });
        Assert.True(await client.Connection.CheckHealthAsync(options: new() { Retry = true }));
    }

    [Fact]
    public void New_DnsLoadBalancingWithProxy_IsRefused() => Assert.Throws<ArgumentException>(() => TemporalConnection.CreateLazy(
        new("name:1") { DnsLoadBalancing = new(), HttpConnectProxy = new("proxy:1") }));

    [Theory, OnOurs, OnOfficial]
    public async Task CloudService_OfAServerWithout_IsUnknown(ServerKind server)
    {
        var connection = (await TestServers.ClientAsync(server)).Connection;
        var error = await Assert.ThrowsAsync<RpcException>(() => connection.CheckHealthAsync(connection.CloudService));
        Assert.Contains(error.Code, new[] { RpcException.StatusCode.NotFound, RpcException.StatusCode.Unimplemented });
    }

    [Theory, OnOurs, OnOfficial]
    public async Task PayloadLimits_LargeArgumentsAndMemo_AreWarnedOf(ServerKind server)
    {
        using var log = new LogCapture();
        var target = (await TestServers.ClientAsync(server)).Connection.Options.TargetHost!;
        var client = await TemporalClient.ConnectAsync(new(target)
        {
            LoggerFactory = log, PayloadLimits = new() { PayloadsWarnSize = 5000, MemoWarnSize = 1000 },
        });
        async Task StartAsync(int argument, int memo)
        {
            var handle = await client.StartWorkflowAsync("Nobody", [new string('x', argument)], new($"wf-{Guid.NewGuid()}", "nobody")
            {
                Memo = new Dictionary<string, object> { ["m"] = new string('x', memo) },
            });
            await handle.TerminateAsync();
        }

        await StartAsync(4000, 900);
        Assert.DoesNotContain(log.Lines, l => l.Contains("TMPRL1103", StringComparison.Ordinal));
        await StartAsync(4000, 1100);
        Assert.Contains("memo", Assert.Single(log.Lines, l => l.Contains("TMPRL1103", StringComparison.Ordinal)), StringComparison.Ordinal);
        await StartAsync(6000, 10);
        Assert.Single(log.Lines, l => l.Contains("sends payloads", StringComparison.Ordinal));
    }

    [Theory, OnOurs, OnOfficial]
    public async Task RpcException_WithDetails_CarriesTheStatus(ServerKind server)
    {
        var client = await TestServers.ClientAsync(server);
        var error = await Assert.ThrowsAsync<RpcException>(
            () => client.GetWorkflowHandle($"none-{Guid.NewGuid()}").DescribeAsync());
        var status = Assert.IsType<GrpcStatus>(error.GrpcStatus.Value);
        Assert.Equal((int)RpcException.StatusCode.NotFound, status.Code);
        Assert.Equal(error.Message, status.Message);
    }
}
