using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.ErrorDetails.V1;
using static OpsFlow.Engine.Tests.Protocol.ProtocolServer;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>Calls that make no sense.</summary>
public class RefusalTests
{
    [Fact]
    public async Task StartWorkflowExecution_NegativeDelay_IsInvalid()
    {
        await using var server = await StartAsync();

        var error = await FailsAsync(server.Calls.StartWorkflowAsync(
            "w", r => r.WorkflowStartDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(-1))));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal("An invalid WorkflowStartDelaySeconds is set on request.", error.Status.Detail);
    }

    [Fact]
    public async Task RegisterNamespace_WithoutRetention_IsInvalid()
    {
        await using var server = await StartAsync();

        var error = await FailsAsync(server.Calls.CallAsync<RegisterNamespaceResponse>(
            new RegisterNamespaceRequest { Namespace = "new" }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Theory]
    [InlineData(">=2.0.0")]
    [InlineData("<1.0.0")]
    [InlineData(">=1.0.0 <1.1.0")]
    [InlineData("<1.0.0 || >2.0.0")]
    [InlineData("!1.29.1")]
    public async Task Call_ClientDoesNotKnowTheServersVersion_IsAFailedPrecondition(string versions)
    {
        await using var server = await StartAsync();

        var error = await FailsAsync(CallAsync(server, versions));

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        var status = Google.Rpc.Status.Parser.ParseFrom(error.Trailers.GetValueBytes("grpc-status-details-bin"));
        var failure = Assert.Single(status.Details).Unpack<ServerVersionNotSupportedFailure>();
        Assert.Equal(versions, failure.ClientSupportedServerVersions);
        Assert.Equal("1.29.1", failure.ServerVersion);
        Assert.Equal("Server version 1.29.1 is not supported. Client supports server versions: "
            + versions, error.Status.Detail);
    }

    [Theory]
    [InlineData(">=1.0.0 <2.0.0")]
    [InlineData("1.x")]
    [InlineData("<1.0.0 || >=1.29.1")]
    [InlineData("!=1.29.2")]
    public async Task Call_ClientKnowsTheServersVersion_IsAnswered(string versions)
    {
        await using var server = await StartAsync();

        Assert.Equal("1.29.1", (await CallAsync(server, versions)).ServerVersion);
    }

    [Fact]
    public async Task Call_ClientsVersionsAreNotReadable_IsInvalid()
    {
        await using var server = await StartAsync();

        var error = await FailsAsync(CallAsync(server, "newest"));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    private static async Task<GetSystemInfoResponse> CallAsync(ProtocolServer server, string versions)
    {
        using var channel = RawCalls.Channel(server.Address);
        var headers = new Metadata
        {
            { "client-name", "temporal-go" }, { "client-version", "1.38.0" }, { "supported-server-versions", versions },
        };
        return await channel.CallAsync<GetSystemInfoResponse>(new GetSystemInfoRequest(), headers: headers);
    }
}
