using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace UnaryGrpc.AspNetCore;

/// <summary>Puts gRPC services into an ASP.NET Core pipeline.</summary>
public static class GrpcApplicationBuilderExtensions
{
    /// <summary>
    /// Answers requests with content type <c>application/grpc</c>; others go on along the pipeline. An unknown method
    /// is answered UNIMPLEMENTED.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="services">The services.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <returns>The pipeline.</returns>
    public static IApplicationBuilder UseUnaryGrpc(
        this IApplicationBuilder app, IEnumerable<GrpcServiceBuilder> services, GrpcServerOptions? options = null)
    {
        options ??= new GrpcServerOptions();
        var methods = services
            .SelectMany(s => s.Methods.Select(m => (Path: $"/{s.ServiceName}/{m.Key}", m.Value)))
            .ToDictionary(m => m.Path, m => m.Value, StringComparer.Ordinal);
        return app.Use((context, next) =>
        {
            if (!IsGrpc(context.Request))
            {
                return next(context);
            }

            if (methods.TryGetValue(context.Request.Path.Value ?? "", out var method))
            {
                return method(context, options);
            }

            GrpcServerCall.WriteError(
                context, GrpcStatusCode.Unimplemented, $"unknown method {context.Request.Path}", null);
            return Task.CompletedTask;
        });
    }

    private static bool IsGrpc(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
        && request.ContentType is { } type
        && type.StartsWith(GrpcWire.ContentType, StringComparison.OrdinalIgnoreCase)
        && (type.Length == GrpcWire.ContentType.Length || type[GrpcWire.ContentType.Length] is '+' or ';');
}
