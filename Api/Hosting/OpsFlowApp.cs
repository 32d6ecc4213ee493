using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using OpsFlow.Api.Access;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.ChatTurn;
using OpsFlow.Api.Documentation;
using OpsFlow.Api.ErrorAnalysis;
using OpsFlow.Api.Errors;
using OpsFlow.Api.News;
using OpsFlow.Api.Objects;
using OpsFlow.Api.Mcp;
using OpsFlow.Api.Platform;
using OpsFlow.Api.Prescriptions;
using OpsFlow.Api.RateLimits;
using OpsFlow.Api.Runs;
using OpsFlow.Api.ScanChain;
using OpsFlow.Api.Schedules;
using OpsFlow.Api.Streaming;
using OpsFlow.Api.Waste;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Settings;
using OpsFlow.Platform.Telemetry;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.Prescriptions;
using OpsFlow.Records.ScanChain;
using OpsFlow.Worker;
using OpsFlow.Workflows.Shared;

namespace OpsFlow.Api.Hosting;

/// <summary>Puts the process together.</summary>
internal static class OpsFlowApp
{
    private const string Service = "opsflow-api";

    /// <param name="reader">What the settings were read with.</param>
    public static WebApplication Build(AppSettings settings, SettingsReader reader)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        // A service that nothing can make is a fault of the program: it ends the start, not each activity later.
        builder.Host.UseDefaultServiceProvider(services => services.ValidateOnBuild = true);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Logging.AddFilter(StartMessages.Category, LogLevel.Information);
        builder.Logging.AddOpsFlowConsole(settings.Worker.OpsFlow.LogFormat, Service);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxDrainedBytes;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(100, TimeSpan.FromSeconds(10));
        });
        builder.WebHost.UseUrls(settings.Api.Url);
        builder.Services.AddSingleton(reader);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        AddServices(builder.Services, settings);
        var app = builder.Build();
        Map(app, settings.Api);
        return app;
    }

    private static void AddRunRecords<T>(IServiceCollection services)
        where T : RunRecords
    {
        services.AddSingleton<T>();
        services.AddSingleton<IRunRecords>(p => p.GetRequiredService<T>());
        services.AddSingleton<IGaugeSource>(p => new RunGauges(
            p.GetRequiredService<T>(), p.GetRequiredService<TimeProvider>()));
    }

    private static void AddServices(IServiceCollection services, AppSettings settings)
    {
        services.AddSingleton(settings.Api);
        services.AddSingleton<StartMessages>();
        services.AddOpsFlowCore(settings.Worker);
        services.AddOpsFlowTelemetry(Service, metrics => metrics.AddPrometheusExporter());
        services.AddSingleton<IGaugeSource, AnalysisGauges>();
        services.AddSingleton<IGaugeSource, RewardGauges>();
        services.AddSingleton<IGaugeSource, ModelCostGauges>();
        services.AddSingleton<IGaugeSource>(p => ActivatorUtilities.CreateInstance<TaskQueueGauges>(
            p, TaskQueues.All));
        // In this order the engine listens before anything connects to it, and stops last.
        services.AddTemporal(settings);
        services.AddHostedService<TemporalSetup>();
        services.AddRuns();
        AddRunRecords<AnalysisRunRecords>(services);
        AddRunRecords<PrescriptionRunRecords>(services);
        services.AddSingleton<AnalysisRuns>();
        services.AddSingleton<AnalysisDecisions>();
        services.AddSingleton<ReportIntake>();
        services.AddSingleton<ReportAdmission>();
        services.AddOpsFlowMcp();
        services.AddSingleton<FailedAnalyses>();
        services.AddSingleton<ITroubledRuns>(p => p.GetRequiredService<FailedAnalyses>());
        services.AddSingleton<PrescriptionRuns>();
        services.AddSingleton<FailedPrescriptions>();
        services.AddSingleton<ITroubledRuns>(p => p.GetRequiredService<FailedPrescriptions>());
        AddRunRecords<ScanRunRecords>(services);
        services.AddSingleton(settings.Scans);
        services.AddSingleton<ScanRuns>();
        services.AddSingleton<ScanCancellation>();
        services.AddSingleton<TroubledScans>();
        services.AddSingleton<ITroubledRuns>(p => p.GetRequiredService<TroubledScans>());
        AddRunRecords<ChatRunRecords>(services);
        services.AddSingleton(settings.Chat);
        services.AddSingleton<ChatRuns>();
        services.AddSingleton<ChatIntake>();
        services.AddSingleton<ChatPictures>();
        services.AddSingleton<SynologyConversations>();
        services.AddSingleton<ChatMeter>();
        services.AddSingleton<ITroubledRuns, FailedTurns>();
        services.AddSingleton(new NoticeStream(AnalysisStore.AllStream));
        services.AddSingleton(new NoticeStream(ScanStore.AllStream));
        services.AddSingleton(new NoticeStream(ChatStore.AllStream, IsPrivate: true));
        foreach (var pharmacy in settings.Worker.Pharmacies.Registry.All)
        {
            services.AddSingleton(new NoticeStream(PrescriptionStore.StreamOf(pharmacy.Id)));
        }

        services.AddSingleton<NoticeFeed>();
        services.AddSingleton<HeldRunCounts>();
        services.AddSingleton<LiveStreams>();
        services.AddSingleton<PrivateReplies>();
        services.AddHostedService(p => p.GetRequiredService<PrivateReplies>());
        NewsEndpoints.AddNews(services);
        services.AddOpsFlowErrors();
        services.AddOpsFlowLanguages();
        services.AddOpsFlowAuthentication(settings.Jwt);
        services.AddOpsFlowRateLimits(settings.Limits);
        services.AddRequestDecompression();
        services.AddOpsFlowOpenApi();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.DefaultIgnoreCondition =
                System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull);
        if (settings.Api.RunWorkers)
        {
            services.AddOpsFlowWorkers(settings.Worker);
        }

        // For tests of a server's settings, also where no worker runs.
        services.TryAddSingleton(new GitOptions());
        services.TryAddSingleton<GitClient>();
        services.AddHostedService<WarmUp>();
    }

    private static void Map(WebApplication app, ApiSettings settings)
    {
        UseForwardedHeaders(app, settings);
        app.UseMiddleware<SecurityHeaders>();
        // Before all that answers: what goes wrong is told in the caller's language, too.
        app.UseRequestLocalization();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseDefaultFiles();
        // Asked again each time, which an unchanged file answers in a line: a page never mixes two versions.
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<OwnPages>();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UseRequestDecompression();
        app.UseWebSockets();
        HealthEndpoints.Map(app);
        MetricsEndpoint.Map(app);
        DocumentationEndpoints.Map(app);
        SessionEndpoints.Map(app);
        OpenSessionEndpoints.Map(app);
        WebhookEndpoints.Map(app);
        SentryEndpoints.Map(app);
        TelemetryEndpoints.Map(app);
        SlackEndpoints.Map(app);
        GitHubEndpoints.Map(app);
        ObjectEndpoints.Map(app);
        SynologyEndpoints.Map(app);
        // Each endpoint below names the scope that it needs; none is open to everybody who is signed in.
        var api = app.MapGroup("/api/v1").RequireAuthorization().RequireRateLimiting(RateLimitRegistration.PerCaller)
            .Problems(401, 429, 503);
        ServerEndpoints.Map(api);
        ServerTestEndpoints.Map(api);
        SourceMapEndpoints.Map(api);
        AnalysisEndpoints.Map(api);
        AnalysisPartEndpoints.Map(api);
        MuteEndpoints.Map(api);
        WorkflowEndpoints.Map(api);
        KeyEndpoints.Map(api);
        UserEndpoints.Map(api);
        TokenEndpoints.Map(api);
        ScheduleEndpoints.Map(api);
        RunEndpoints.Map(api);
        ModelEndpoints.Map(api);
        NewsEndpoints.Map(api);
        PrescriptionEndpoints.Map(api);
        PrescriptionActionEndpoints.Map(api);
        InteractionEndpoints.Map(api);
        LabelEndpoints.Map(api);
        PrescriptionActionEndpoints.MapFormer(
            app.MapGroup("").RequireAuthorization().RequireRateLimiting(RateLimitRegistration.PerCaller));
        ScanEndpoints.Map(api);
        CharacterEndpoints.Map(api);
        WasteEndpoints.Map(api);
        RouteEndpoints.Map(api);
        ChatEndpoints.Map(api);
        CallbackEndpoints.Map(api);
        SystemEndpoints.Map(api);
        SettingsEndpoints.Map(api);
        McpRegistration.Map(app);
        LiveEndpoints.Map(api);
    }

    private static void UseForwardedHeaders(WebApplication app, ApiSettings settings)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // As many proxies in a row as are trusted.
            ForwardLimit = null,
        };
        // Nobody is trusted unasked, the loopback address neither.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in settings.TrustedNetworks)
        {
            options.KnownIPNetworks.Add(network);
        }

        if (options.KnownIPNetworks.Count > 0)
        {
            app.UseForwardedHeaders(options);
        }
    }
}
