using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace OpsFlow.Engine.Services;

/// <summary>
/// The methods of a service whose protocol is known only by its messages: the package that has them has no base classes
/// for servers, and finding methods by descriptors would build those of the whole protocol, which stay in memory.
/// </summary>
/// <typeparam name="TService">Stands for the service.</typeparam>
/// <param name="serviceName">The full name, as in <c>package.Service</c>.</param>
internal sealed class ServiceMethods<TService>(string serviceName) : IServiceMethodProvider<TService>
    where TService : class
{
    private readonly List<Action<ServiceMethodProviderContext<TService>>> _methods = [];

    public ServiceMethods<TService> Unary<TRequest, TResponse>(
        string name, MessageParser<TRequest> parser, Func<TRequest, ServerCallContext, Task<TResponse>> handler)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var method = new Method<TRequest, TResponse>(
            MethodType.Unary, serviceName, name,
            new Marshaller<TRequest>(Write, context => Read(parser, context)),
            new Marshaller<TResponse>(Write, _ => throw new NotSupportedException("Only requests are read.")));
        _methods.Add(context => context.AddUnaryMethod(method, [], (_, request, call) => handler(request, call)));
        return this;
    }

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context) =>
        _methods.ForEach(add => add(context));

    private static T Read<T>(MessageParser<T> parser, DeserializationContext context)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(context.PayloadAsReadOnlySequence());
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"grpc: error unmarshalling request: {e.Message}"));
        }
    }

    private static void Write<T>(T message, SerializationContext context)
        where T : IMessage<T>
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
