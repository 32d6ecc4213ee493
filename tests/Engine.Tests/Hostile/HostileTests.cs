using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Temporalio.Api.WorkflowService.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Tests.Hostile;

/// <summary>Whatever a caller sends, the answer is about the caller's mistake, and the server goes on.</summary>
public class HostileTests
{
    private const string ServiceName = "temporal.api.workflowservice.v1.WorkflowService";

    // These wait by design; what they do with bad requests is seen in the other methods' checks.
    private static readonly string[] Waiting =
        ["PollWorkflowTaskQueue", "PollActivityTaskQueue", "GetWorkflowExecutionHistory", "QueryWorkflow"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task AnyMethod_RandomRequests_AreNeverAnInternalError(int seed)
    {
        await using var server = await TestServer.StartAsync();
        var random = new RandomMessages(seed);
        await server.StartWorkflowAsync("w");
        await server.StartWorkflowAsync("w2");
        var methods = WorkflowServiceMethods();
        var failures = new List<string>();
        for (var round = 0; round < 4; round++)
        {
            var task = await TestServer.OrNothingAsync(server.PollWorkflowAsync(TimeSpan.FromSeconds(4)));
            if (task is { TaskToken.IsEmpty: false })
            {
                random.KnownBytes.Add(task.TaskToken);
            }

            foreach (var (name, request, response) in methods)
            {
                var message = request.Parser.ParseFrom([]);
                random.Fill(message);
                try
                {
                    await server.CallAsync(name, message, (dynamic)response.Parser, TimeSpan.FromSeconds(1));
                }
                catch (RpcException e) when (e.StatusCode is StatusCode.Internal or StatusCode.Unknown)
                {
                    failures.Add($"{name}: {e.Status.Detail} for {message.ToString()![..Math.Min(400, message.ToString()!.Length)]}");
                }
                catch (RpcException)
                {
                    // Refused, or it ran out of time: both are answers.
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(20)));
        await server.StartWorkflowAsync("still-there-" + seed);
    }

    [Fact]
    public async Task AnyMethod_EmptyRequest_IsNotAnInternalError()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var (name, request, response) in WorkflowServiceMethods())
        {
            try
            {
                await server.CallAsync(name, request.Parser.ParseFrom([]), (dynamic)response.Parser, TimeSpan.FromSeconds(5));
            }
            catch (RpcException e)
            {
                Assert.True(e.StatusCode is not (StatusCode.Internal or StatusCode.Unknown), $"{name}: {e.Status.Detail}");
            }
        }
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
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"http://{server.Host.Address}/{ServiceName}/StartWorkflowExecution")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Convert.FromHexString(hex)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        var response = await client.SendAsync(request);

        var status = response.Headers.TryGetValues("grpc-status", out var values) ? values.Single() : "none";
        Assert.NotEqual("0", status);
        await server.StartWorkflowAsync("w");
    }

    private static List<(string Name, MessageDescriptor Request, MessageDescriptor Response)> WorkflowServiceMethods() =>
        [.. Methods().Where(m => !Waiting.Contains(m.Name)).Select(m => (m.Name, m.InputType, m.OutputType))];

    private static IEnumerable<string> ServiceNames() => Methods().Select(m => m.Name);

    private static IList<MethodDescriptor> Methods() => ServiceReflection.Descriptor.Services.Single().Methods;
}
