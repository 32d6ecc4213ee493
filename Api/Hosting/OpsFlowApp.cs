using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpsFlow.Api.ErrorAnalysis;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Api.Streaming;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Platform.Settings;
using OpsFlow.Worker;

namespace OpsFlow.Api.Hosting;

/// <summary>Puts the process together.</summary>
internal static class OpsFlowApp
{
    public static WebApplication Build(ApiOptions options, OpsFlowSettings settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxDrainedBytes;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(100, TimeSpan.FromSeconds(10));
        });
        builder.WebHost.UseUrls($"http://{options.Host}:{options.Port}");
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        AddServices(builder.Services, options, settings);
        var app = builder.Build();
        Map(app);
        return app;
    }

    private static void AddServices(IServiceCollection services, ApiOptions options, OpsFlowSettings settings)
    {
        services.AddSingleton(options);
        services.AddSingleton(SlackOptions.FromEnvironment(Environment.GetEnvironmentVariable));
        services.AddOpsFlowCore(settings);
        // In this order the engine listens before anything connects to it, and stops last.
        services.AddTemporal(options, settings);
        services.AddHostedService<TemporalSetup>();
        services.AddSingleton<AdminKey>();
        services.AddSingleton<AnalysisRuns>();
        services.AddSingleton<ServerSentEvents>();
        services.AddSingleton<PrivateReplies>();
        services.AddHostedService(p => p.GetRequiredService<PrivateReplies>());
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull);
        if (options.RunWorkers)
        {
            services.AddOpsFlowWorkers(settings);
        }
    }

    private static void Map(WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        HealthEndpoints.Map(app);
        SessionEndpoints.Map(app);
        WebhookEndpoints.Map(app);
        SlackEndpoints.Map(app);
        GitHubEndpoints.Map(app);
        var admin = app.MapGroup("/api/v1");
        admin.AddEndpointFilter<AdminOnly>();
        ServerEndpoints.Map(admin);
        AnalysisEndpoints.Map(admin);
        WorkflowEndpoints.Map(admin);
        app.MapFallback("/api/{**path}", () => Problem.NotFound("The endpoint"));
    }
}
