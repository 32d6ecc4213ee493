using System.Net;
using System.Net.Sockets;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Hosts;

namespace OpsFlow.Activities.Tests.ChatTurn;

public sealed class InfraNodeTests
{
    [Fact]
    public async Task RunAsync_HostThatNeverAnswers_LosesNothingOfTheOthers()
    {
        using var words = Language.Use(Language.Korean);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says("no"));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "서버들 상태");
        using var http = new HttpClient(new Answers());
        var agents = new HostAgents(http, new HostSettings
        {
            Hosts = $"gpu=http://answers.invalid, mlx=http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}",
        });

        var found = await new InfraNode(agents).RunAsync(
            bench.Ask("infra.status") with { Limit = TimeSpan.FromSeconds(2) }, default);

        Assert.Contains("gpu · status: up 3 days", found.Summary);
        Assert.Contains("mlx: 응답", found.Summary);
        Assert.Equal(1, found.Quality);
    }

    // The one host answers; the other is really asked.
    private sealed class Answers() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.Host == "answers.invalid"
                ? Task.FromResult(new HttpResponseMessage { Content = new StringContent("up 3 days") })
                : base.SendAsync(request, cancellationToken);
    }
}
