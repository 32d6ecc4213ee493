using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace OpsFlow.Infrastructure.Tests.Search.Qdrant;

/// <summary>
/// Serves a plain class by a service's descriptor: its methods of the same names. The others are unimplemented.
/// </summary>
internal sealed class DescribedMethods<TService>(ServiceDescriptor service) : IServiceMethodProvider<TService>
    where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        foreach (var method in service.Methods)
        {
            if (typeof(TService).GetMethod(method.Name) is { } handler)
            {
                typeof(DescribedMethods<TService>).GetMethod(nameof(Add), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(method.InputType.ClrType, method.OutputType.ClrType)
                    .Invoke(null, [context, method, handler]);
            }
        }
    }

    private static void Add<TRequest, TResponse>(
        ServiceMethodProviderContext<TService> context, MethodDescriptor method, MethodInfo handler)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() => context.AddUnaryMethod(
            new Method<TRequest, TResponse>(
                MethodType.Unary, method.Service.FullName, method.Name, Marshaller<TRequest>(),
                Marshaller<TResponse>()),
            [],
            (service, request, _) => Task.FromResult(
                (TResponse)handler.Invoke(service, BindingFlags.DoNotWrapExceptions, null, [request], null)!));

    private static Marshaller<T> Marshaller<T>()
        where T : class, IMessage<T>, new() => new(m => m.ToByteArray(), new MessageParser<T>(() => new T()).ParseFrom);
}
