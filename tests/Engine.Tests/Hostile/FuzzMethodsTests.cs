using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf.Reflection;
using Temporalio.Api.OperatorService.V1;
using OperatorProtocol = Temporalio.Api.OperatorService.V1.ServiceReflection;
using WorkflowProtocol = Temporalio.Api.WorkflowService.V1.ServiceReflection;

namespace OpsFlow.Engine.Tests.Hostile;

/// <summary>Random and mutated bytes to every method: a clean error or an answer, and the server goes on.</summary>
[Collection(nameof(AloneCollection))]
public sealed class FuzzMethodsTests(ITestOutputHelper output)
{
    private const int Callers = 16;

    [Fact]
    public async Task AnyMethod_AnyBytes_NeverBreakAHandler()
    {
        var count = LongTests.Count(20_000, 1_000_000);
        using var log = new ErrorLog();
        using var loggers = log.CreateFactory();
        var host = await EngineHost.StartAsync(new EngineOptions { MaxCachedWorkflows = 200 }, loggers);
        await using var server = new TestServer(host.Address, host);
        await server.StartWorkflowAsync("w");
        await server.StartWorkflowAsync("w2");
        var task = await server.PollWorkflowAsync();
        using var client = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
        {
            BaseAddress = new Uri($"http://{host.Address}"),
            Timeout = TimeSpan.FromMinutes(2),
        };
        var statuses = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var methods = Methods();
        var served = new List<(string Path, MessageDescriptor Request)>();
        foreach (var method in methods)
        {
            if (await SendAsync(client, method.Path, []) != "12")
            {
                served.Add(method);
            }
        }

        var left = count;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(100 + caller);
            var messages = new RandomMessages(random);
            messages.KnownBytes.Add(task.TaskToken);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                // Methods that are not served are asked now and then, too.
                var among = random.Next(20) == 0 ? methods : served;
                var (path, descriptor) = among[random.Next(among.Count)];
                var status = await SendAsync(client, path, Body(descriptor, messages, random));
                statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
            }
        })));
        var grown = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576;
        output.WriteLine(
            $"REPORT fuzz methods: {count} requests, "
            + string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Value} x {s.Key}"))
            + $"; {grown} MiB grown");

        Assert.True(log.Entries.IsEmpty, string.Join('\n', log.Entries.Select(e => e.Text).Distinct().Take(20)));
        Assert.Contains("0", statuses.Keys);
        Assert.DoesNotContain("none", statuses.Keys);
        Assert.True(grown < 400, $"{grown} MiB");
        await server.StartWorkflowAsync("still-there", r => r.TaskQueue.Name = "other");
    }

    [Theory]
    [InlineData("00000000ff")]
    [InlineData("0000000002ffff")]
    [InlineData("01000000010a")]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("00000000000000000000")]
    public async Task Start_MalformedBody_IsRefused(string hex)
    {
        await using var server = await TestServer.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://{server.Host.Address}") };

        var path = $"/{RawCalls.WorkflowService}/StartWorkflowExecution";
        Assert.NotEqual("0", await SendFrameAsync(client, path, Convert.FromHexString(hex)));
        await server.StartWorkflowAsync("w");
    }

    private static Task<string> SendAsync(HttpClient client, string path, byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame.AsSpan(5));
        return SendFrameAsync(client, path, frame);
    }

    private static async Task<string> SendFrameAsync(HttpClient client, string path, byte[] frame)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        // Some methods wait by design.
        request.Headers.Add("grpc-timeout", "50m");
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request);
        }
        catch (HttpRequestException e) when (e.InnerException is HttpProtocolException { ErrorCode: 8 })
        {
            // The time was over: the server says so and takes the stream back, and here the one may hide the other.
            return "4";
        }

        using var read = response;
        return response.Headers.TryGetValues("grpc-status", out var early) ? early.Single()
            : response.TrailingHeaders.TryGetValues("grpc-status", out var late) ? late.Single() : "none";
    }

    private static byte[] Body(MessageDescriptor descriptor, RandomMessages messages, Random random)
    {
        if (random.Next(20) == 0)
        {
            var garbage = new byte[random.Next(200)];
            random.NextBytes(garbage);
            return garbage;
        }

        var message = descriptor.Parser.ParseFrom([]);
        messages.Fill(message);
        var bytes = message.ToByteArray().ToList();
        if (random.Next(3) == 0 && bytes.Count > 0)
        {
            for (var change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
            {
                var place = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[place] ^= (byte)(1 << random.Next(8));
                        break;
                    case 1:
                        bytes.RemoveRange(place, Math.Min(bytes.Count - place, random.Next(1, 20)));
                        break;
                    case 2:
                        bytes.Insert(place, (byte)random.Next(256));
                        break;
                    default:
                        bytes.AddRange(bytes.Skip(place).Take(50).ToArray());
                        break;
                }
            }
        }

        return [.. bytes];
    }

    /// <summary>
    /// All but the one that would soon take the namespace away, after which nothing else is looked at.
    /// </summary>
    private static List<(string Path, MessageDescriptor Request)> Methods() =>
    [
        .. new[] { WorkflowProtocol.Descriptor, OperatorProtocol.Descriptor }
            .SelectMany(file => file.Services)
            .SelectMany(service => service.Methods)
            .Where(method => method.Name != "DeleteNamespace")
            .Select(method => ($"/{method.Service.FullName}/{method.Name}", method.InputType)),
    ];
}
