using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpsFlow.Records.Conversation;

namespace OpsFlow.Worker;

/// <summary>Registers what conversations need.</summary>
internal static class ChatRegistration
{
    /// <summary>What the API and the worker both use.</summary>
    public static IServiceCollection AddChat(this IServiceCollection services, WorkerSettings worker)
    {
        services.TryAddSingleton(worker.Conversation);
        services.AddHostedService<ConversationReload>();
        return services;
    }
}
