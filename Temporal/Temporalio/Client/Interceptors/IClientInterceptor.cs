namespace Temporalio.Client.Interceptors;

/// <summary>Wraps the calls of a client.</summary>
public interface IClientInterceptor
{
    /// <summary>Makes an interceptor around the next one.</summary>
    /// <param name="nextInterceptor">The next one.</param>
    /// <returns>An interceptor; may be the next one itself.</returns>
    ClientOutboundInterceptor InterceptClient(ClientOutboundInterceptor nextInterceptor);
}
