using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using OpsFlow.Api.Errors;

namespace OpsFlow.Api.Mcp;

/// <summary>Says which argument of a tool is missing or wrong, where the library says only that something is.</summary>
internal static class ToolArguments
{
    /// <summary>A filter around calls of tools.</summary>
    public static McpRequestHandler<CallToolRequestParams, CallToolResult> Told(
        McpRequestHandler<CallToolRequestParams, CallToolResult> next) => async (request, token) =>
    {
        try
        {
            return await next(request, token);
        }
        catch (ArgumentException) when (Missing(request) is { Count: > 0 } missing)
        {
            return Refused(missing.Select(name => $"{name}: {FaultWords.Required}."));
        }
        catch (JsonException)
        {
            return Refused([$"arguments: {FaultWords.WrongType}."]);
        }
    };

    private static List<string> Missing(RequestContext<CallToolRequestParams> request)
    {
        if (request.MatchedPrimitive is not McpServerTool tool
            || !tool.ProtocolTool.InputSchema.TryGetProperty("required", out var required))
        {
            return [];
        }

        var given = request.Params?.Arguments;
        return [.. required.EnumerateArray().Select(n => n.GetString()!).Where(n => given?.ContainsKey(n) != true)];
    }

    private static CallToolResult Refused(IEnumerable<string> faults) => new()
    {
        IsError = true,
        Content = [new TextContentBlock { Text = string.Join(' ', faults) }],
    };
}
