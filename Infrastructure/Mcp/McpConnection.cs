using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Timing;

namespace OpsFlow.Infrastructure.Mcp;

/// <summary>
/// The connection to one server. A program gets none of our environment but what every program needs; an address sends
/// us nowhere else.
/// </summary>
internal sealed partial class McpConnection(McpServer server, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int MaxDescription = 1000;
    private const int MaxSchema = 16 * 1024;
    private const int MaxText = 20_000;
    private const int MaxName = 64;

    // The codes by which servers say that they know nothing of a session, among much else: the specification leaves
    // it to HTTP's status, which does not get here.
    private static readonly int[] s_sessionCodes = [-32000, -32001, -32600];

    private static readonly TimeSpan s_connecting = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_probing = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1);
    private McpClient? _client;
    private IReadOnlyList<McpTool> _tools = [];
    private DateTimeOffset _notBefore;
    private volatile bool _isStale;

    /// <summary>Its tools of the list; none while it is away.</summary>
    public async Task<IReadOnlyList<McpTool>> ToolsAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        McpClient? client = null;
        try
        {
            if (_client is { Completion.IsCompleted: false } && !_isStale)
            {
                return _tools;
            }

            await CloseAsync();
            // One that does not come is not waited for by every turn.
            if (time.GetUtcNow() < _notBefore)
            {
                return [];
            }

            _notBefore = time.GetUtcNow() + s_pause;
            using var limit = new TimeLimit(s_connecting, time, cancellationToken);
            var connected = await McpClient.CreateAsync(
                Transport(),
                new McpClientOptions { InitializationTimeout = s_connecting, DiscoverProbeTimeout = s_probing }, null,
                limit.Token).WaitAsync(limit.Token);
            client = connected;
            IReadOnlyList<McpTool> tools =
            [
                .. (await connected.ListToolsAsync(cancellationToken: limit.Token)).Where(IsAllowed)
                    .Select(t => Tool(connected, t)),
            ];
            // Together: one that is connected without its tools would stay so.
            (_client, _tools, _notBefore, _isStale) = (connected, tools, default, false);
            return tools;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: a server of somebody else fails in ways of its own.
            await ReleaseAsync(client);
            LogAway(logger, server.Name, e.GetType().Name);
            return [];
        }
        catch
        {
            // Whoever was not waited for says nothing of the server: the next one tries at once.
            await ReleaseAsync(client);
            _notBefore = default;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _gate.Dispose();
    }

    private bool IsAllowed(McpClientTool tool) => server.Tools.Contains(tool.Name, StringComparer.Ordinal)
        && tool.JsonSchema.GetRawText().Length <= MaxSchema;

    private McpTool Tool(McpClient client, McpClientTool tool) => new(
        NameForm().Replace($"{server.Name}_{tool.Name}", "_").CutTo(MaxName), server.Name,
        tool.Description.CutTo(MaxDescription), tool.JsonSchema,
        async (arguments, cancellationToken) =>
        {
            try
            {
                var result = await client.CallToolAsync(tool.Name, arguments, cancellationToken: cancellationToken);
                return new(Text(result), result.IsError == true);
            }
            catch (McpProtocolException e) when (!IsLostSession(e))
            {
                // The server is there and refuses this call alone.
                return new(e.Message, IsError: true);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A server that was started again knows nothing of before, and says so in words of its own.
                _isStale = true;
                throw;
            }
        });

    private static bool IsLostSession(McpProtocolException e) => s_sessionCodes.Contains((int)e.ErrorCode)
        && (e.Message.Contains("session", StringComparison.OrdinalIgnoreCase)
            || e.Message.Contains("not initialized", StringComparison.OrdinalIgnoreCase));

    private static string Text(CallToolResult result)
    {
        var text = new StringBuilder();
        foreach (var block in result.Content)
        {
            text.AppendLine(block is TextContentBlock words ? words.Text.CutTo(MaxText) : $"[{block.Type}]");
            if (text.Length > MaxText)
            {
                break;
            }
        }

        return (text.Length == 0 && result.StructuredContent is { } structured
            ? structured.GetRawText()
            : $"{text}").Trim().CutTo(MaxText);
    }

    private IClientTransport Transport()
    {
        if (server.Url is { } url)
        {
            // The form with a stream of its own would be told by the server where to post to.
            var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
            return new HttpClientTransport(
                new()
                {
                    Endpoint = url, TransportMode = HttpTransportMode.StreamableHttp, Name = server.Name,
                    ConnectionTimeout = s_connecting, EnableStandaloneGetStream = false,
                    AdditionalHeaders = server.Headers.ToDictionary(h => h.Key, h => h.Value),
                },
                http, ownsHttpClient: true);
        }

        var environment = StdioClientTransportOptions.GetDefaultEnvironmentVariables();
        foreach (var (name, value) in server.Environment)
        {
            environment[name] = value;
        }

        return new StdioClientTransport(new()
        {
            Command = server.Command!, Arguments = [.. server.Arguments], Name = server.Name,
            InheritEnvironmentVariables = false,
            EnvironmentVariables = environment.ToDictionary(e => e.Key, e => (string?)e.Value),
        });
    }

    private async Task CloseAsync()
    {
        var client = _client;
        (_client, _tools) = (null, []);
        await ReleaseAsync(client);
    }

    private async Task ReleaseAsync(McpClient? client)
    {
        if (client is null)
        {
            return;
        }

        try
        {
            await client.DisposeAsync();
        }
        catch (Exception e)
        {
            LogAway(logger, server.Name, e.GetType().Name);
        }
    }

    [GeneratedRegex("[^a-zA-Z0-9_-]")]
    private static partial Regex NameForm();

    // Without the message: commands, addresses and what they hold are in it.
    [LoggerMessage(1, LogLevel.Warning, "The MCP server {Server} cannot be used for now: {Reason}")]
    private static partial void LogAway(ILogger logger, string server, string reason);
}
