using System.Net;
using System.Net.Http.Headers;

namespace OpsFlow.Engine.Tests.Protocol;

/// <summary>Clients that go away in the middle of a call.</summary>
public class ResetStreamTests
{
    [Fact]
    public async Task Call_ClientResetsItsStream_IsNoErrorOfTheServer()
    {
        using var log = new ErrorLog();
        using var factory = log.CreateFactory();
        await using (var host = await EngineHost.StartAsync(new EngineOptions(), factory))
        using (var client = new HttpClient { BaseAddress = new Uri($"http://{host.Address}") })
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => ResetAsync(client, i)));
        }

        Assert.Empty(log.Entries);
    }

    /// <summary>Goes away before the request is whole, while its answer is waited for, or somewhere between.</summary>
    private static async Task ResetAsync(HttpClient client, int turn)
    {
        IMessage request = turn % 2 == 0
            ? new PollWorkflowTaskQueueRequest
            {
                Namespace = TestServer.Namespace,
                TaskQueue = new() { Name = $"q{turn}" },
            }
            : new ListWorkflowExecutionsRequest { Namespace = TestServer.Namespace };
        var method = turn % 2 == 0 ? "PollWorkflowTaskQueue" : "ListWorkflowExecutions";
        var bytes = request.ToByteArray();
        byte[] framed = [0, .. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(bytes.Length)), .. bytes];
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/{RawCalls.WorkflowService}/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = turn % 3 == 0 ? new Broken(framed) : new ByteArrayContent(framed),
            Headers = { { "te", "trailers" }, { "grpc-timeout", "30S" } },
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(turn % 20));
        try
        {
            using var response = await client.SendAsync(message, gone.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            // It went away, as it should.
        }
    }

    private sealed class Broken(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            throw new IOException("The client goes away.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
