using Microsoft.Extensions.DependencyInjection;
using OpsFlow.Activities.ChatTurn.Agents;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>Registers the tools and sources.</summary>
public static class ChatNodeRegistration
{
    /// <summary>All of them.</summary>
    public static IServiceCollection AddChatNodes(this IServiceCollection services)
    {
        services.AddSingleton<ChatAgent>();
        services.AddSingleton<IChatNode, WasteNode>();
        services.AddSingleton<IChatNode, SampleNode>();
        services.AddSingleton<IChatNode, LocationNode>();
        services.AddSingleton<IChatNode, WeatherNode>();
        services.AddSingleton<IChatNode, WebSearchNode>();
        services.AddSingleton<IChatNode, McpNode>();
        services.AddSingleton<IChatNode, CharacterNode>();
        services.AddSingleton<IChatNode, StatusNode>();
        services.AddSingleton<IChatNode, CalendarNode>();
        services.AddSingleton<IChatNode, MailNode>();
        services.AddSingleton<IChatNode, DocumentNode>();
        services.AddSingleton<IChatNode, InfraNode>();
        services.AddSingleton<IChatNode, ImageNode>();
        return services;
    }
}
