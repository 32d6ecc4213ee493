using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.WebConsole;

/// <summary>
/// The console's HTTP side: three files, and the methods it needs as JSON. Each call goes through the same gRPC door as
/// everybody else's, so that it is checked in the same way.
/// </summary>
internal sealed class ConsoleApi : IDisposable
{
    private const string RequestHeader = "x-temporal-console";
    private const int MaximumBodyBytes = 4 * 1024 * 1024;

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    private GrpcChannel? _channel;
    private CallInvoker? _calls;
    private readonly Dictionary<string, Func<string, CallOptions, Task<IMessage>>> _methods =
        new(StringComparer.Ordinal);

    public ConsoleApi()
    {
        Add("ListNamespaces", ListNamespacesRequest.Parser, ListNamespacesResponse.Parser);
        Add("ListWorkflowExecutions", ListWorkflowExecutionsRequest.Parser, ListWorkflowExecutionsResponse.Parser);
        Add("CountWorkflowExecutions", CountWorkflowExecutionsRequest.Parser, CountWorkflowExecutionsResponse.Parser);
        Add("DescribeWorkflowExecution", DescribeWorkflowExecutionRequest.Parser,
            DescribeWorkflowExecutionResponse.Parser);
        Add("GetWorkflowExecutionHistory", GetWorkflowExecutionHistoryRequest.Parser,
            GetWorkflowExecutionHistoryResponse.Parser);
        Add("SignalWorkflowExecution", SignalWorkflowExecutionRequest.Parser, SignalWorkflowExecutionResponse.Parser);
        Add("QueryWorkflow", QueryWorkflowRequest.Parser, QueryWorkflowResponse.Parser);
        Add("RequestCancelWorkflowExecution", RequestCancelWorkflowExecutionRequest.Parser,
            RequestCancelWorkflowExecutionResponse.Parser);
        Add("TerminateWorkflowExecution", TerminateWorkflowExecutionRequest.Parser,
            TerminateWorkflowExecutionResponse.Parser);
        Add("ResetWorkflowExecution", ResetWorkflowExecutionRequest.Parser, ResetWorkflowExecutionResponse.Parser);
    }

    /// <summary>Tells it the server's own gRPC address, once that is known.</summary>
    /// <param name="address">The address.</param>
    /// <param name="certificate">The server's certificate; null without TLS.</param>
    public void Connect(string address, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        if (certificate is not null)
        {
            // It speaks with itself: exactly its own certificate, whatever name is in it.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
                shown is not null && shown.GetCertHashString() == certificate.GetCertHashString();
        }

        _channel = GrpcChannel.ForAddress(
            $"{(certificate is null ? "http" : "https")}://{address}",
            new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = null });
        _calls = _channel.CreateCallInvoker();
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapFallback("{*path}", HandleAsync);

    public void Dispose() => _channel?.Dispose();

    private async Task HandleAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-store";
        // A name that points here would let another site's page speak with the server as its own.
        if (request.Host.Host is not "localhost"
            && !System.Net.IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out _))
        {
            response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }

        var path = request.Path.Value ?? "/";
        if (HttpMethods.IsGet(request.Method) && Asset(path) is { } asset)
        {
            response.ContentType = asset.ContentType;
            await using var stream = typeof(ConsoleApi).Assembly.GetManifestResourceStream(asset.Name)!;
            await stream.CopyToAsync(response.Body, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        const string prefix = "/api/";
        if (!HttpMethods.IsPost(request.Method) || !path.StartsWith(prefix, StringComparison.Ordinal)
            || !_methods.TryGetValue(path[prefix.Length..], out var method))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // Pages of other sites can send requests here, but not with this header.
        if (!request.Headers.ContainsKey(RequestHeader))
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await CallAsync(context, method).ConfigureAwait(false);
    }

    private static async Task CallAsync(HttpContext context, Func<string, CallOptions, Task<IMessage>> method)
    {
        if (context.Request.ContentLength is null or > MaximumBodyBytes)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted).ConfigureAwait(false);
        string answer;
        try
        {
            var metadata = new Metadata();
            if (context.Request.Headers.Authorization is [{ Length: > 0 } key])
            {
                metadata.Add("authorization", key);
            }

            var options = new CallOptions(metadata, DateTime.UtcNow.AddSeconds(15), context.RequestAborted);
            answer = Formatter.Format(await method(body, options).ConfigureAwait(false));
        }
        catch (RpcException e)
        {
            context.Response.StatusCode = e.StatusCode switch
            {
                StatusCode.NotFound => StatusCodes.Status404NotFound,
                StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
                StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
                _ => StatusCodes.Status400BadRequest,
            };
            answer = System.Text.Json.JsonSerializer.Serialize(e.Status.Detail);
        }
        catch (Exception e) when (e is InvalidJsonException or InvalidProtocolBufferException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            answer = System.Text.Json.JsonSerializer.Serialize(e.Message);
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer, context.RequestAborted).ConfigureAwait(false);
    }

    private static (string Name, string ContentType)? Asset(string path) => path switch
    {
        "/" or "/index.html" => ("console.html", "text/html; charset=utf-8"),
        "/console.js" => ("console.js", "text/javascript; charset=utf-8"),
        "/console.css" => ("console.css", "text/css; charset=utf-8"),
        _ => null,
    };

    private void Add<TRequest, TResponse>(
        string name, MessageParser<TRequest> parser, MessageParser<TResponse> responseParser)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>
    {
        var method = new Method<TRequest, TResponse>(
            MethodType.Unary, "temporal.api.workflowservice.v1.WorkflowService", name,
            Marshallers.Create(request => request.ToByteArray(), parser.ParseFrom),
            Marshallers.Create(response => response.ToByteArray(), responseParser.ParseFrom));
        _methods.Add(name, async (json, options) =>
            await _calls!.AsyncUnaryCall(
                method, null, options, Parser.Parse<TRequest>(json)).ResponseAsync.ConfigureAwait(false));
    }
}
