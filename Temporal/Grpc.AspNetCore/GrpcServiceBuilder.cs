using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace UnaryGrpc.AspNetCore;

/// <summary>Collects the methods of one gRPC service.</summary>
public sealed class GrpcServiceBuilder
{
    private readonly Dictionary<string, Func<HttpContext, GrpcServerOptions, Task>> _methods = [];

    /// <summary>Starts the service's list of methods.</summary>
    /// <param name="serviceName">The full name, as in <c>package.Service</c>.</param>
    public GrpcServiceBuilder(string serviceName) => ServiceName = serviceName;

    /// <summary>The full name, as in <c>package.Service</c>.</summary>
    public string ServiceName { get; }

    /// <summary>The names of the methods added so far.</summary>
    public IReadOnlyCollection<string> MethodNames => _methods.Keys;

    internal IReadOnlyDictionary<string, Func<HttpContext, GrpcServerOptions, Task>> Methods => _methods;

    /// <summary>Adds a method.</summary>
    /// <typeparam name="TRequest">The request type.</typeparam>
    /// <typeparam name="TResponse">The response type.</typeparam>
    /// <param name="name">The method's name.</param>
    /// <param name="parser">The request's parser.</param>
    /// <param name="handler">Answers the call; a <see cref="GrpcException"/> becomes the call's status.</param>
    /// <returns>This builder.</returns>
    public GrpcServiceBuilder Unary<TRequest, TResponse>(
        string name,
        MessageParser<TRequest> parser,
        Func<TRequest, GrpcServerCallContext, Task<TResponse>> handler)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        _methods.Add(name, (context, options) => GrpcServerCall.RunAsync(context, options, parser, handler));
        return this;
    }

    /// <summary>
    /// Adds a method of two streams in which each message is answered by one, before the next is read. It ends when the
    /// caller has said everything.
    /// </summary>
    /// <typeparam name="TRequest">The request type.</typeparam>
    /// <typeparam name="TResponse">The response type.</typeparam>
    /// <param name="name">The method's name.</param>
    /// <param name="parser">The request's parser.</param>
    /// <param name="handler">Answers a message; a <see cref="GrpcException"/> ends the call with its status.</param>
    /// <returns>This builder.</returns>
    public GrpcServiceBuilder Conversation<TRequest, TResponse>(
        string name,
        MessageParser<TRequest> parser,
        Func<TRequest, GrpcServerCallContext, Task<TResponse>> handler)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        _methods.Add(name, (context, options) => GrpcServerCall.ConverseAsync(context, options, parser, handler));
        return this;
    }
}
