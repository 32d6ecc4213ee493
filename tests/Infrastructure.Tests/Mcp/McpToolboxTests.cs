using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Infrastructure.Mcp;

namespace OpsFlow.Infrastructure.Tests.Mcp;

/// <summary>Tools of a real server, started as a program and reached by HTTP.</summary>
public sealed class McpToolboxTests
{
    private static readonly string s_script =
        NpmPackages.McpServer.PathOf("@modelcontextprotocol", "server-everything", "dist", "index.js");

    [RequiresFact(Counterparts.McpServer)]
    public async Task ToolsAsync_Program_GivesThoseOfTheListAndCallsThem()
    {
        await using var toolbox = Toolbox(Program("get-sum", "echo", "no-such-tool"));

        var tools = (await toolbox.ToolsAsync(default)).ToDictionary(t => t.Name);
        Assert.Equal(["demo_echo", "demo_get-sum"], tools.Keys.Order());
        Assert.Contains("5", await CallAsync(tools["demo_get-sum"], ("a", 2), ("b", 3)));
        Assert.Contains("안녕", await CallAsync(tools["demo_echo"], ("message", "안녕")));
        Assert.Equal("object", tools["demo_echo"].Schema.GetProperty("type").GetString());
    }

    [RequiresFact(Counterparts.McpServer)]
    public async Task CallAsync_Program_HasNothingOfOurEnvironment()
    {
        Environment.SetEnvironmentVariable("OPSFLOW_TEST_SECRET", "topsecret-1");
        await using var toolbox = Toolbox(
            Program("get-env") with { Environment = new Dictionary<string, string> { ["WANTED"] = "given-1" } });

        var said = await CallAsync(Assert.Single(await toolbox.ToolsAsync(default)));

        Assert.Contains("given-1", said);
        Assert.Contains("PATH", said);
        Assert.DoesNotContain("topsecret-1", said);
    }

    [RequiresFact(Counterparts.McpServer)]
    public async Task CallAsync_ArgumentsThatTheServerRefuses_IsAnError()
    {
        await using var toolbox = Toolbox(Program("get-sum"));
        var tool = Assert.Single(await toolbox.ToolsAsync(default));

        Assert.True((await tool.CallAsync(new Dictionary<string, object?> { ["a"] = "x" }, default)).IsError);
        Assert.Contains("3", await CallAsync(tool, ("a", 1), ("b", 2)));
    }

    [RequiresFact(Counterparts.McpServer)]
    public async Task ToolsAsync_HttpServerThatIsStartedAgain_IsCalledAgain()
    {
        var port = FreePort.Next();
        await using var toolbox = Toolbox(Server(["echo"]) with { Url = new($"http://127.0.0.1:{port}/mcp") });
        McpTool tool;
        await using (await StartAsync(port))
        {
            tool = Assert.Single(await toolbox.ToolsAsync(default));
            Assert.Contains("하나", await CallAsync(tool, ("message", "하나")));
        }

        await using var again = await StartAsync(port);
        // The old session is refused once.
        await Assert.ThrowsAnyAsync<Exception>(() => CallAsync(tool, ("message", "둘")));
        Assert.Contains("둘", await CallAsync(
            Assert.Single(await toolbox.ToolsAsync(default)), ("message", "둘")));
    }

    [Fact]
    public async Task ToolsAsync_ServerThatIsNotThere_GivesNoneAndIsNotAskedAgainAtOnce()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var toolbox = new McpToolbox(
            new() { Servers = [Server(["x"]) with { Command = "/no/such/program" }] }, time,
            NullLoggerFactory.Instance);

        Assert.True(toolbox.IsSetUp);
        Assert.Empty(await toolbox.ToolsAsync(default));
        Assert.Empty(await toolbox.ToolsAsync(default));
    }

    [Fact]
    public async Task ToolsAsync_AddressThatSendsElsewhere_IsNotFollowed()
    {
        using var listener = new System.Net.HttpListener();
        var (port, elsewhere) = (FreePort.Next(), FreePort.Next());
        var asked = 0;
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Prefixes.Add($"http://127.0.0.1:{elsewhere}/");
        listener.Start();
        var serving = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                try
                {
                    var context = await listener.GetContextAsync();
                    if (context.Request.LocalEndPoint.Port == elsewhere)
                    {
                        Interlocked.Increment(ref asked);
                    }

                    context.Response.StatusCode = 307;
                    context.Response.RedirectLocation = $"http://127.0.0.1:{elsewhere}/mcp";
                    context.Response.Close();
                }
                catch (Exception e) when (e is System.Net.HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        });
        await using var toolbox = Toolbox(Server(["x"]) with { Url = new($"http://127.0.0.1:{port}/mcp") });

        Assert.Empty(await toolbox.ToolsAsync(default));

        listener.Stop();
        await serving;
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task ToolsAsync_CallerLeavesWhileToolsAreListed_NextCallerHasThem()
    {
        await using var server = await ScriptedMcpServer.StartAsync();
        using var leaves = new CancellationTokenSource();
        var lists = 0;
        server.BeforeList = async aborted =>
        {
            if (Interlocked.Increment(ref lists) == 1)
            {
                await leaves.CancelAsync();
                await Task.Delay(Timeout.Infinite, aborted);
            }
        };
        await using var toolbox = Toolbox(Server(["look_up"]) with { Url = server.Url });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => toolbox.ToolsAsync(leaves.Token));

        Assert.Equal("demo_look_up", Assert.Single(await toolbox.ToolsAsync(default)).Name);
        Assert.Equal(2, server.Greetings);
    }

    [Theory]
    [InlineData(-32602, "Invalid params")]
    [InlineData(-32000, "No such document")]
    [InlineData(-32002, "Resource not found")]
    [InlineData(7, "Too many calls")]
    public async Task CallAsync_ServerRefusesOneCall_ConnectionStays(int code, string message)
    {
        await using var server = await ScriptedMcpServer.StartAsync();
        await using var toolbox = Toolbox(Server(["look_up"]) with { Url = server.Url });
        var tool = Assert.Single(await toolbox.ToolsAsync(default));
        server.OnCall = () => ScriptedMcpServer.Error(code, message);

        Assert.True((await tool.CallAsync(new Dictionary<string, object?>(), default)).IsError);

        server.OnCall = () => ScriptedMcpServer.Says("found");
        Assert.Equal("found", await CallAsync(Assert.Single(await toolbox.ToolsAsync(default))));
        Assert.Equal(1, server.Greetings);
    }

    [Theory]
    [InlineData(-32000, "Bad Request: No valid session ID provided")]
    [InlineData(-32001, "Session not found")]
    public async Task CallAsync_ServerKnowsNothingOfTheSession_ConnectsAnew(int code, string message)
    {
        await using var server = await ScriptedMcpServer.StartAsync();
        await using var toolbox = Toolbox(Server(["look_up"]) with { Url = server.Url });
        var tool = Assert.Single(await toolbox.ToolsAsync(default));
        server.OnCall = () => ScriptedMcpServer.Error(code, message);

        await Assert.ThrowsAnyAsync<Exception>(() => CallAsync(tool));

        server.OnCall = () => ScriptedMcpServer.Says("found");
        Assert.Equal("found", await CallAsync(Assert.Single(await toolbox.ToolsAsync(default))));
        Assert.Equal(2, server.Greetings);
    }

    private static async Task<QuietProcess> StartAsync(int port)
    {
        var info = new ProcessStartInfo("node", [s_script, "streamableHttp"]);
        info.Environment["PORT"] = $"{port}";
        var process = new QuietProcess(info);
        await process.ListensAsync(port);
        return process;
    }

    private static async Task<string> CallAsync(McpTool tool, params (string Name, object Value)[] arguments)
    {
        var answer = await tool.CallAsync(
            arguments.ToDictionary(a => a.Name, a => (object?)JsonSerializer.SerializeToElement(a.Value)), default);
        Assert.False(answer.IsError, answer.Text);
        return answer.Text;
    }

    private static McpServer Program(params string[] tools) =>
        Server(tools) with { Command = "node", Arguments = [s_script, "stdio"] };

    private static McpServer Server(IReadOnlyList<string> tools) => new(
        "demo", null, new Dictionary<string, string>(), null, [], new Dictionary<string, string>(), tools);

    private static McpToolbox Toolbox(McpServer server) =>
        new(new() { Servers = [server] }, TimeProvider.System, NullLoggerFactory.Instance);
}
